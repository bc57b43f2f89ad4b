import Kernel
import Postgres

/// The database as the security engines see it: every failure leaves here as a `ServiceError`.
struct SecurityDatabase: Sendable {
    let pool: PostgresPool

    /// Runs a statement.
    ///
    /// - Parameter sql: The statement with its values.
    /// - Returns: The rows.
    /// - Throws: What the failure means for a caller.
    @discardableResult
    func query(_ sql: SQL) async throws(ServiceError) -> PostgresResult {
        do {
            return try await pool.query(sql)
        } catch {
            throw ServiceError(error)
        }
    }

    /// Runs a piece of work in a transaction.
    ///
    /// - Parameter body: The work; what it throws rolls back.
    /// - Returns: What the work returns, once committed.
    /// - Throws: A `ServiceError` of the work as it is, and what a failure of the database means for a caller.
    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await pool.withTransaction(body)
        } catch let error as PostgresError {
            throw AccountConflict.error(error)
        } catch {
            throw ServiceError(wrapping: error)
        }
    }
}
