extension PostgresConnection {
    /// Whether the connection is inside a transaction that has not failed.
    var isInTransaction: Bool {
        // A closed connection is in no transaction.
        (try? openHandle())?.isInTransaction ?? false
    }

    /// Ends an advisory lock of the session and puts the limit of statements back; cancelling the task does not
    /// prevent it.
    func release(_ lock: Int64) throws(PostgresError) {
        try openHandle().run(
            script: "select pg_advisory_unlock(\(lock)); reset statement_timeout", timeout: .seconds(5))
    }
}
