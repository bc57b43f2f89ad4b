import CPostgres
import Glibc
import Kernel

extension PostgresHandle {
    /// How long an answer to a cancellation may take before the connection is given up.
    private static var grace: Duration { .seconds(2) }

    /// The limit of one exchange with the server; past it the statement is cancelled, and later the connection given up.
    struct Limit {
        let duration: Duration
        var deadline: Deadline
        /// Whether the statement has been cancelled because it took too long.
        var isOverdue = false

        init(_ duration: Duration) {
            self.duration = duration
            deadline = Deadline(in: duration)
        }
    }

    /// Sends what libpq holds back and waits until the next result can be fetched without blocking.
    func awaitResult(_ limit: inout Limit, _ statement: String?) throws(PostgresError) {
        var unsent = try flush(statement)
        // A result may be there already while requests are still to be sent; it can be fetched.
        while PQisBusy(connection) == 1 {
            let events = poll(for: unsent ? POLLIN | POLLOUT : POLLIN, limit)
            guard events != 0 else {
                try overdue(&limit, statement)
                continue
            }
            if events & POLLOUT == 0 || events & ~POLLOUT != 0, PQconsumeInput(connection) == 0 {
                throw broken(statement)
            }
            if unsent { unsent = try flush(statement) }
        }
    }

    private func poll(for events: Int32, _ limit: Limit) -> Int32 {
        Self.poll(PQsocket(connection), events, limit.deadline.pollTimeout)
    }

    private func flush(_ statement: String?) throws(PostgresError) -> Bool {
        switch PQflush(connection) {
        case 0: return false
        case 1: return true
        default: throw broken(statement)
        }
    }

    private func overdue(_ limit: inout Limit, _ statement: String?) throws(PostgresError) {
        guard limit.deadline.pollTimeout == 0 else { return }  // a signal woke the wait
        guard !limit.isOverdue else {
            abandon()
            throw PostgresError(
                .timeout, "no answer within \(limit.duration.seconds) s, and none to the cancellation", sqlState: nil,
                statement: statement)
        }
        limit.isOverdue = true
        limit.deadline = Deadline(in: Self.grace)
        canceller.cancelOverdue()
    }

    /// The error for a connection that just broke: what the server said last, if it said something.
    func broken(_ statement: String?) -> PostgresError {
        // Only what is here already: on a connection that is not known to be dead, more would be waited for.
        while PQisBusy(connection) == 0, let result = PQgetResult(connection) {
            defer { PQclear(result) }
            if PQresultErrorField(result, 67) != nil {  // 67 is "C", PG_DIAG_SQLSTATE
                abandon()
                return PostgresError(result: result, statement: statement)
            }
            if PQstatus(connection) == CONNECTION_BAD { break }
        }
        let error = PostgresError(connection: connection, statement: statement)
        abandon()
        return error
    }
}
