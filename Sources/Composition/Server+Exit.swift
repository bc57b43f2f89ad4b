import Glibc
import Kernel
import Postgres
import Settings
import Supervision
import UnixSignals

extension Server {
    /// Ends the process without ceremony; the next start finds the servers that are left behind.
    static func endAtOnce(_ signal: UnixSignal) -> Never { _exit(128 + signal.rawValue) }

    /// Writing to a closed socket must be an error, not the end of the process.
    func signalPipesAreIgnored() { signal(SIGPIPE, SIG_IGN) }

    /// The exit code and message of a failure.
    static func exit(for error: any Error) -> ServerExit {
        switch error {
        case let error as ServerExit: error
        case let error as ServiceError: ServerExit(error)
        case let error as ChildFailure: exit(for: error.cause, of: error.child)
        case let error as ConfigurationError: ServerExit(.configuration, error.description)
        case let error as ConfigurationProblem: ServerExit(.configuration, error.description)
        case let error as MigrationError: ServerExit(.data, error.description)
        case let error as PostgresError: ServerExit(.unavailable, "the database: \(error.debugDescription.onOneLine)")
        default: ServerExit(.software, String(reflecting: error))
        }
    }

    private static func exit(for error: any Error, of child: String) -> ServerExit {
        let inner = exit(for: error)
        return ServerExit(inner.code, "\(child): \(inner.message)")
    }
}

extension String {
    /// The text with a space for each line break: libpq's reasons have several lines, an operator's log has one each.
    var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
