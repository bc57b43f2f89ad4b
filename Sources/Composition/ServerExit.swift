public import Kernel

/// Why the process ends, as sysexits.h numbers it.
public struct ServerExit: Error, Sendable, CustomStringConvertible {
    /// The exit codes that are used.
    public enum Code: Int32, Sendable {
        case usage = 64
        case data = 65
        case noInput = 66
        case unavailable = 69
        case software = 70
        case cannotCreate = 73
        case temporary = 75
        case noPermission = 77
        case configuration = 78
    }

    /// The exit code.
    public let code: Code
    /// What to tell the operator, with the cure.
    public let message: String

    /// Describes an end.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code that fits a failure.
    public init(_ error: ServiceError) {
        let code: Code =
            switch error.code {
            case .invalidRequest: .configuration
            case .unauthenticated, .forbidden: .noPermission
            case .notFound: .noInput
            case .conflict, .invalidState, .unavailable, .tooManyRequests: .unavailable
            case .expired, .timeout, .cancelled: .temporary
            case .internal: .software
            }
        self.init(code, error.debugDescription)
    }

    /// The message.
    public var description: String { message }
}
