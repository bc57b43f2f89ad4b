/// What is special about a route.
public struct RouteTraits: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int

    /// Makes a set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Changes something: audited before and after, and remembered so that a repetition is not executed again.
    public static let changes = RouteTraits(rawValue: 1 << 0)
    /// Moves something: an old `timestamp` makes it late.
    public static let motion = RouteTraits(rawValue: 1 << 1)
    /// Has a lane of its own and skips rate, queue, order, session and age rules; never identity and permission.
    public static let urgent = RouteTraits(rawValue: 1 << 2)
    /// The reply carries a secret: it goes to a private reply topic only and is shown once.
    public static let secretReply = RouteTraits(rawValue: 1 << 3)
    /// May take as long as the coordinator's longest wait when the request says `wait`.
    public static let waits = RouteTraits(rawValue: 1 << 4)
    /// Open to a caller who must change the password first.
    public static let beforePasswordChange = RouteTraits(rawValue: 1 << 5)
    /// Closed to API keys, whatever their scopes: what it makes or ends would outlive the key that did it.
    public static let loginOnly = RouteTraits(rawValue: 1 << 6)
    /// The handler finds out who asks, as a login does, and then says `AuditedAct.begin`: what was refused before has no
    /// intent in the audit trail.
    public static let identifies = RouteTraits(rawValue: 1 << 7)
}
