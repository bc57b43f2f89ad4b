/// What a pool is doing and has done.
public struct PoolStatistics: Sendable, Equatable {
    /// Connections that are open.
    public var open = 0
    /// Open connections without work.
    public var idle = 0
    /// Connections that are lent out.
    public var inUse = 0
    /// Connections being opened.
    public var connecting = 0
    /// Callers waiting for a connection.
    public var waiting = 0
    /// The most connections.
    public var maxConnections = 0
    /// How often a connection was lent.
    public var acquired = 0
    /// How often a caller waited in vain.
    public var timeouts = 0
    /// Connections opened so far.
    public var created = 0
    /// Connections closed so far.
    public var closed = 0
    /// Attempts to connect that failed.
    public var connectFailures = 0
    /// The last failure to connect, safe to show.
    public var lastError: String?
    /// Whether the last attempt to connect failed.
    public var isDown = false
    /// How long the last ping took; nil before the first, and after one that failed.
    public var pingLatency: Duration?

    /// The statistics of a pool that has done nothing.
    public init() {}
}
