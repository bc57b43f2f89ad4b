/// How many connections a pool keeps and for how long.
public struct PoolLimits: Sendable, Equatable {
    /// The most connections, open or being opened.
    public var maxConnections = 20
    /// The connections that stay open without work.
    public var minConnections = 2
    /// How long a connection above the minimum may be without work.
    public var idleTimeout: Duration = .seconds(1800)
    /// The age at which a connection is replaced.
    public var maxLifetime: Duration = .seconds(3600)
    /// How long to wait for a connection.
    public var acquireTimeout: Duration = .seconds(5)
    /// How long a statement may take.
    public var statementTimeout: Duration = .seconds(30)

    /// The limits that hold unless others are set.
    public init() {}

    /// The limits with impossible numbers made possible: at least one connection, and no more kept than allowed.
    var corrected: PoolLimits {
        var limits = self
        limits.maxConnections = max(maxConnections, 1)
        limits.minConnections = min(max(minConnections, 0), limits.maxConnections)
        return limits
    }
}

extension PoolLimits {
    /// The limits with no more connections than a ceiling, where there is one.
    public func capped(at ceiling: Int?) -> PoolLimits {
        guard let ceiling else { return self }
        var limits = self
        limits.maxConnections = min(maxConnections, ceiling)
        limits.minConnections = min(minConnections, limits.maxConnections)
        return limits
    }
}
