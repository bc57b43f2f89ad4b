public import Kernel

/// Why a supervisor could not start, or gave up: which child failed, and how.
public struct ChildFailure: Error {
    /// The child's name.
    public let child: String
    /// What the child threw last.
    public let cause: any Error

    /// Describes the failure of a child.
    public init(child: String, cause: any Error) {
        self.child = child
        self.cause = cause
    }
}

extension ChildFailure: CustomStringConvertible {
    /// Safe to show: the child and the kind of failure.
    public var description: String { ServiceError(self).description }
}

extension ServiceError {
    /// The failure with the code of its cause and the child's name in front.
    public init(_ failure: ChildFailure) {
        let cause = ServiceError(wrapping: failure.cause)
        self.init(cause.code, "\(failure.child): \(cause.message)", details: cause.details, cause: cause.cause)
    }
}
