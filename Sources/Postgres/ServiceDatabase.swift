public import Kernel

/// A database as an engine sees it: every failure leaves here as a `ServiceError`.
public struct ServiceDatabase: Sendable {
    /// Where the connections come from.
    public let pool: PostgresPool
    private let meaning: @Sendable (PostgresError) -> ServiceError

    /// Wraps a pool.
    ///
    /// - Parameters:
    ///   - pool: Where the connections come from.
    ///   - meaning: What a failure means for a caller, for example which field is taken.
    public init(
        pool: PostgresPool, meaning: @escaping @Sendable (PostgresError) -> ServiceError = { ServiceError($0) }
    ) {
        self.pool = pool
        self.meaning = meaning
    }

    /// Runs a statement.
    ///
    /// - Parameter sql: The statement with its values.
    /// - Returns: The rows.
    /// - Throws: What the failure means for a caller.
    @discardableResult
    public func query(_ sql: SQL) async throws(ServiceError) -> PostgresResult {
        do {
            return try await pool.query(sql)
        } catch {
            throw meaning(error)
        }
    }

    /// Runs a piece of work in a transaction.
    ///
    /// - Parameter body: The work; what it throws rolls back.
    /// - Returns: What the work returns, once committed.
    /// - Throws: A `ServiceError` of the work as it is, and what a failure of the database means for a caller.
    public func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await pool.withTransaction(body)
        } catch let error as PostgresError {
            throw meaning(error)
        } catch {
            throw ServiceError(wrapping: error)
        }
    }
}
