import Postgres

/// The advisory locks of the security tables, held until the end of a transaction.
enum AdvisoryLock: Int32 {
    /// Changes that could leave the installation without an administrator, and the making of the first one.
    case administrators = 1
    /// The making of signing keys.
    case signingKeys = 2

    /// The first half of the key, so that no other part of the house takes the same locks.
    private static let family: Int32 = 0x6273

    /// Takes the lock, waiting for whoever holds it.
    ///
    /// - Parameter transaction: The transaction that holds it.
    /// - Throws: `PostgresError`.
    func take(in transaction: some PostgresExecutor) async throws(PostgresError) {
        try await transaction.execute("select pg_advisory_xact_lock(\(Self.family)::int, \(rawValue)::int)::text")
    }
}
