/// The answer to "may this caller do that", with its reason.
public struct Decision: Sendable, Equatable {
    /// True when the answer is yes.
    public let allowed: Bool
    /// Why, in words that may be shown to the caller.
    public let reason: String
    /// The role or group whose permission decided, when one did.
    public let grantedBy: String?

    /// Describes a decision.
    public init(allowed: Bool, reason: String, grantedBy: String? = nil) {
        self.allowed = allowed
        self.reason = reason
        self.grantedBy = grantedBy
    }
}
