import Kernel

/// The message coordinator's settings that are in force on every node.
public struct MessagePolicy: Sendable, Equatable {
    /// The most commands that wait for one coordinator.
    public var queueSize = 1000
    /// How old the `timestamp` of a motion may be.
    public var commandMaxAge: Duration = .seconds(30)
    /// How far a `timestamp` may lie in the future.
    public var clockSkew: Duration = .seconds(10)
    /// Requests a second and caller, 0 for no limit.
    public var rateLimit = 100.0
    /// Requests a caller may send at once.
    public var rateBurst = 200.0
    /// How long a node goes on changing things with a copy of the accounts that it can no longer hear changes of.
    public var staleGrace: Duration = .seconds(60)
    /// Whether replies with content may go to topics that others can read.
    public var sharedReplies = true

    /// The defaults.
    public init() {}
}
