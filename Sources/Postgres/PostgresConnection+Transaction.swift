extension PostgresConnection {
    /// Runs a piece of work in a transaction: commits when it returns, rolls back when it throws.
    ///
    /// The work runs on the connection's own executor. While it lasts, other statements on this connection are refused.
    /// - Throws: What the work throws, or `PostgresError` when the transaction cannot be begun or committed.
    public func transaction<Value: Sendable>(
        _ body: @Sendable (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        try checkTurn(nil)
        transactions += 1
        let number = transactions
        transactionInProgress = number
        defer { transactionInProgress = nil }
        try await interruptible { handle throws(PostgresError) in try handle.run(script: "begin", timeout: nil) }
        let value: Value
        do {
            value = try await body(PostgresTransaction(connection: self, number: number))
            try await commit()
        } catch {
            rollBack()
            throw error
        }
        return value
    }

    private func commit() async throws(PostgresError) {
        try await interruptible { handle throws(PostgresError) in
            guard handle.isInTransaction else {
                // COMMIT would answer ROLLBACK, without an error.
                throw PostgresError(
                    .server(sqlState: "25P02"), "the transaction was ended or failed before it was committed")
            }
            try handle.run(script: "commit", timeout: nil)
        }
    }

    /// Not interruptible: it is the answer to a cancellation.
    private func rollBack() {
        guard let handle = try? openHandle(), handle.isOpen, !handle.isIdle else { return }  // closed: nothing to undo
        do throws(PostgresError) {
            try handle.run(script: "rollback", timeout: nil)
        } catch {
            // The server rolls back when the connection ends.
            handle.abandon()
        }
    }

    func query(_ sql: SQL, in transaction: UInt64) async throws(PostgresError) -> PostgresResult {
        try checkTurn(transaction)
        return try await interruptible { handle throws(PostgresError) in try handle.execute(sql, timeout: nil) }
    }

    func pipeline(_ statements: [SQL], in transaction: UInt64) async throws(PostgresError) -> [PostgresResult] {
        try checkTurn(transaction)
        return try await interruptible { handle throws(PostgresError) in
            try handle.pipeline(statements, timeout: nil)
        }
    }

    func run(script: String, timeout: Duration?, in transaction: UInt64) async throws(PostgresError) {
        try checkTurn(transaction)
        try await interruptible { handle throws(PostgresError) in try handle.run(script: script, timeout: timeout) }
    }
}
