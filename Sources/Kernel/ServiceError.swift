/// A failure that a caller may be told about: what kind it is, what to say, and what only the log may know.
public struct ServiceError: Error, Sendable {
    /// The closed list of kinds of failure; the raw value is the `code` on the wire.
    public enum Code: String, Sendable, Codable, CaseIterable {
        case invalidRequest = "invalid_request"
        case unauthenticated
        case forbidden
        case notFound = "not_found"
        case conflict
        case invalidState = "invalid_state"
        case expired
        case tooManyRequests = "too_many_requests"
        case unavailable
        case timeout
        case cancelled
        case `internal`
    }

    /// The kind of failure.
    public let code: Code
    /// What may be shown to anybody: lower case, no full stop, no secret.
    public let message: String
    /// Facts a program can act on, such as a limit or a cure.
    public let details: [String: JSONValue]
    /// What went wrong underneath; for logs only.
    public let cause: (any Error)?
    /// Why the caller may not, in the words of the audit trail; nil when it is no matter of rights.
    public let denial: String?

    /// Describes a failure.
    public init(
        _ code: Code, _ message: String, details: [String: JSONValue] = [:], cause: (any Error)? = nil
    ) {
        self.init(code, message, details: details, cause: cause, denial: nil)
    }

    private init(
        _ code: Code, _ message: String, details: [String: JSONValue], cause: (any Error)?, denial: String?
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.cause = cause
        self.denial = denial
    }

    /// A refusal for want of a right.
    ///
    /// - Parameters:
    ///   - message: What the caller is told.
    ///   - code: What kind of failure the caller is told of: `not_found` where even that something is there is not for all.
    ///   - rule: What the audit trail says; the message when nil.
    ///   - details: Facts a program can act on.
    /// - Returns: The error.
    public static func denied(
        _ message: String, as code: Code = .forbidden, rule: String? = nil, details: [String: JSONValue] = [:]
    ) -> ServiceError {
        ServiceError(code, message, details: details, cause: nil, denial: rule ?? message)
    }

    /// The same refusal in other words: who may not know of a thing is told that there is none.
    public func told(as other: ServiceError) -> ServiceError {
        ServiceError(other.code, other.message, details: other.details, cause: other.cause, denial: denial)
    }
}

extension ServiceError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to show: the code and the message.
    public var description: String { "\(code.rawValue): \(message)" }

    /// For logs: with the cause.
    public var debugDescription: String {
        guard let cause else { return description }
        return "\(description) (\(String(reflecting: cause)))"
    }
}

extension ServiceError {
    /// The error itself when it is one, else `internal` with the original as its cause.
    public init(wrapping error: any Error) {
        switch error {
        case let error as ServiceError: self = error
        case is CancellationError: self.init(.cancelled, "the work was cancelled")
        default: self.init(.internal, "something went wrong inside", cause: error)
        }
    }
}
