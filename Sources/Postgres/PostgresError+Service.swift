public import Kernel

extension ServiceError {
    /// What a caller may know about a failure of the database; the original is the cause.
    public init(_ error: PostgresError) {
        let (code, message) = Self.meaning(of: error)
        self.init(code, message, cause: error)
    }

    private static func meaning(of error: PostgresError) -> (Code, String) {
        switch error.kind {
        case .connection, .closed: (.unavailable, "the database cannot be reached")
        case .poolExhausted: (.unavailable, "the database is busy")
        case .timeout: (.timeout, "the database took too long")
        case .cancelled: (.cancelled, "the work was cancelled")
        case .encoding: (.invalidRequest, "a text must not contain a zero byte")
        case .decoding, .busy, .configuration: (.internal, "something went wrong inside")
        case .server(let state): meaning(ofState: state)
        }
    }

    private static func meaning(ofState state: String) -> (Code, String) {
        switch state {
        case "23505", "23P01": (.conflict, "it exists already")
        case "23503": (.conflict, "something that it refers to does not exist, or something still refers to it")
        case "23502", "23514", "22P02", "22001", "22003", "22007", "22008", "22021", "22P05":
            (.invalidRequest, "the database does not accept this value")
        case "40001", "40P01", "55P03": (.conflict, "somebody else is changing the same thing, try again")
        case "25006": (.unavailable, "the database is read-only at the moment")
        case _ where state.hasPrefix("53") || state.hasPrefix("08") || state.hasPrefix("57P"):
            (.unavailable, "the database is not available at the moment")
        default: (.internal, "something went wrong inside")
        }
    }
}
