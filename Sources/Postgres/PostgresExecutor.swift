/// Whatever runs a statement: a pool, a connection or a transaction, so that queries are written once.
public protocol PostgresExecutor: Sendable {
    /// Runs a statement and returns its rows.
    /// - Throws: `PostgresError`.
    func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult
}

extension PostgresExecutor {
    /// Runs a statement for its effect, and returns how many rows it touched.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
        try await query(sql).affectedRows
    }
}
