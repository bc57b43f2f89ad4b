import CPostgres
import Glibc

/// Owns one `PGconn`, frees it, and turns return codes into errors; its calls block their thread, never without limit.
///
/// Not `Sendable`: it belongs to the one actor that made it.
final class PostgresHandle {
    let connection: OpaquePointer
    let canceller: QueryCanceller
    var statements = StatementCache(limit: 256)
    /// How long a statement may take unless it is given its own limit.
    let statementTimeout: Duration

    /// Connects; blocks until it is done, at most for the configured time.
    init(_ configuration: PostgresConfiguration, within limit: Duration) throws(PostgresError) {
        let connection = try Self.connect(configuration, within: limit)
        guard let canceller = QueryCanceller(connection) else {
            PQfinish(connection)
            throw PostgresError(.connection, "out of memory")
        }
        self.connection = connection
        self.canceller = canceller
        statementTimeout = configuration.statementTimeout
    }

    deinit {
        PQfinish(connection)
    }

    /// Whether the connection has not broken, as far as is known.
    var isOpen: Bool { PQstatus(connection) == CONNECTION_OK && !isAbandoned }

    /// Whether the connection stands outside of any transaction.
    var isIdle: Bool { PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// Whether the connection is inside a transaction that has not failed.
    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    /// Whether an answer never came, so that nothing can be sent any more.
    private(set) var isAbandoned = false

    /// Gives the connection up: what is still on its way can no longer be told apart.
    func abandon() {
        isAbandoned = true
        shutdown(PQsocket(connection), Int32(SHUT_RDWR))
    }

    /// Looks, without waiting, whether the server closed the connection while it was idle.
    func noticeClosing() {
        // Readable while idle: a notice, a parameter change, or the end, which may come behind a last message.
        var rounds = 0
        while isOpen, rounds < 8, Self.poll(PQsocket(connection), POLLIN, 0) != 0 {
            if PQconsumeInput(connection) == 0 { isAbandoned = true }
            rounds += 1
        }
    }

    /// Waits for a socket; returns the events, zero when the time has passed, negative for a socket that is none.
    static func poll(_ socket: Int32, _ events: Int32, _ milliseconds: Int32) -> Int32 {
        var entry = pollfd(fd: socket, events: Int16(truncatingIfNeeded: events), revents: 0)
        guard Glibc.poll(&entry, 1, milliseconds) >= 0 else { return errno == EINTR ? 0 : -1 }
        return Int32(entry.revents)
    }
}
