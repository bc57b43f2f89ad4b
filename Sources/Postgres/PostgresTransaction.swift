/// A transaction that is going on; its statements have the connection for themselves.
public struct PostgresTransaction: PostgresExecutor {
    let connection: PostgresConnection
    let number: UInt64

    /// Runs a statement inside the transaction.
    /// - Throws: `PostgresError`; `closed` when the transaction has ended.
    public func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        try await connection.query(sql, in: number)
    }

    /// Sends all statements in one go, inside the transaction; an error in one fails the transaction.
    /// - Throws: The first error.
    public func pipeline(_ statements: [SQL]) async throws(PostgresError) -> [PostgresResult] {
        try await connection.pipeline(statements, in: number)
    }

    /// Runs a text of one or many statements without values, inside the transaction.
    /// - Throws: `PostgresError` for the first statement that fails.
    public func run(script: String, timeout: Duration? = nil) async throws(PostgresError) {
        try await connection.run(script: script, timeout: timeout, in: number)
    }
}
