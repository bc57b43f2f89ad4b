public import Kernel

/// The answer to one command.
public struct Reply: Sendable {
    /// How it ended.
    public enum Outcome: Sendable {
        /// The response; its fields stand beside `success: true` on the wire.
        case success(any Encodable & Sendable)
        /// Why not.
        case failure(ServiceError)
    }

    /// How it ended.
    public var outcome: Outcome
    /// The coordinator that answers, such as `telescope`.
    public var coordinator: String
    /// True when the reply must not go to the address that the request named, because it was not allowed to name it.
    public var refusesReplyAddress: Bool

    /// Describes an answer.
    public init(_ outcome: Outcome, from coordinator: String, refusesReplyAddress: Bool = false) {
        self.outcome = outcome
        self.coordinator = coordinator
        self.refusesReplyAddress = refusesReplyAddress
    }

    /// The failure, when it is one.
    public var failure: ServiceError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }
}
