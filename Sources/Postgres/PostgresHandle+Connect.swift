import CPostgres
import Glibc
import Kernel

extension PostgresHandle {
    /// Makes a connection step by step, so that the limit holds for the whole of it.
    static func connect(_ configuration: PostgresConfiguration, within limit: Duration) throws(PostgresError)
        -> OpaquePointer
    {
        let parameters = configuration.parameters
        guard !parameters.contains(where: { $0.value.utf8.contains(0) }) else {
            throw PostgresError(.configuration, "a connection parameter contains a zero byte")
        }
        guard let connection = start(parameters) else { throw PostgresError(.connection, "out of memory") }
        do throws(PostgresError) {
            try complete(connection, Deadline(in: limit), configuration)
        } catch {
            PQfinish(connection)
            throw error
        }
        // Notices would go to standard error.
        PQsetNoticeReceiver(connection, { _, _ in }, nil)
        PQsetnonblocking(connection, 1)
        return connection
    }

    private static func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
        let copies = parameters.map { (keyword: strdup($0.keyword), value: strdup($0.value)) }
        defer {
            for copy in copies {
                free(copy.keyword)
                free(copy.value)
            }
        }
        let keywords = copies.map { UnsafePointer($0.keyword) } + [nil]
        let values = copies.map { UnsafePointer($0.value) } + [nil]
        return PQconnectStartParams(keywords, values, 0)
    }

    private static func complete(
        _ connection: OpaquePointer, _ deadline: Deadline, _ configuration: PostgresConfiguration
    ) throws(PostgresError) {
        guard PQstatus(connection) != CONNECTION_BAD else {
            throw PostgresError(connection: connection, statement: nil)
        }
        // "If you have yet to call PQconnectPoll, behave as if it last returned PGRES_POLLING_WRITING" (libpq, 34.1).
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard next != PGRES_POLLING_FAILED else { throw PostgresError(connection: connection, statement: nil) }
            let left = deadline.pollTimeout
            guard left > 0 else {
                throw PostgresError(
                    .connection, "no connection to \(configuration) within \(configuration.connectTimeout.seconds) s")
            }
            _ = poll(PQsocket(connection), next == PGRES_POLLING_READING ? POLLIN : POLLOUT, left)
            next = PQconnectPoll(connection)
        }
    }
}
