import Kernel
import Postgres

extension ServiceDatabase {
    // The advisory locks of the certificates: the making of the authority is the first.
    private static let family: Int32 = 0x6274
    private static let authority: Int32 = 1

    /// Runs a piece of work in a transaction that no other node runs at the same time: the making of the authority.
    ///
    /// - Parameter body: The work; what it throws rolls back.
    /// - Returns: What the work returns, once committed.
    /// - Throws: A `ServiceError` of the work as it is, and what a failure of the database means for a caller.
    func makingAuthority<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Value
    ) async throws(ServiceError) -> Value {
        try await transaction { transaction in
            try await transaction.execute(
                "select pg_advisory_xact_lock(\(Self.family)::int, \(Self.authority)::int)::text")
            return try await body(transaction)
        }
    }
}
