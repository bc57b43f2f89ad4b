public import Kernel

/// The state machine of the pool as a value: events in, actions out; it knows connections and callers by number only.
public struct PoolState: Sendable {
    /// The number of a connection.
    public typealias ConnectionID = Int
    /// The number of a waiting caller.
    public typealias Ticket = Int

    /// What a caller gets.
    public enum Grant: Sendable {
        /// An open connection.
        case lend(ConnectionID)
        /// The right to open a connection, to be answered with `connected` or `connectFailed`.
        case connect(ConnectionID)
        /// Nothing.
        case refuse(PostgresError)
    }

    /// What asking for a connection leads to.
    public enum Acquisition: Sendable {
        /// An answer at once.
        case now(Grant)
        /// A wait, which an action `grant`, `cancel` or `timeOut` ends.
        case wait(Ticket)
    }

    /// What the pool has to do.
    public enum Action: Sendable {
        /// Wake a waiting caller.
        case grant(Ticket, Grant)
        /// Open a connection, and answer with `connected` or `connectFailed`.
        case open(ConnectionID)
        /// Close a connection.
        case close(ConnectionID)
    }

    struct Connection {
        let openedAt: Duration
        let generation: Int
        var idleSince: Duration
    }

    /// The limits in force.
    public internal(set) var limits: PoolLimits
    /// How long to wait between attempts while the server is down; capped so that recovery takes less than a second.
    let backoff: Backoff
    /// Idle connections, the one used last at the end.
    var idle: [(id: ConnectionID, connection: Connection)] = []
    var inUse: [ConnectionID: Connection] = [:]
    var connecting: [ConnectionID: Int] = [:]
    var waiting: [Ticket] = []
    var nextID = 0
    var nextTicket = 0
    /// Connections of an older generation have settings that no longer hold.
    var generation = 0
    var failures = 0
    var nextAttempt: Duration = .zero
    var lastError: PostgresError?
    var isShutDown = false
    var counters = PoolStatistics()

    /// A pool without connections.
    public init(
        limits: PoolLimits = PoolLimits(),
        backoff: Backoff = Backoff(first: .milliseconds(50), cap: .milliseconds(400))
    ) {
        self.limits = limits.corrected
        self.backoff = backoff
    }

    var live: Int { idle.count + inUse.count }
    var total: Int { live + connecting.count }

    /// What the pool is doing and has done.
    public var statistics: PoolStatistics {
        var statistics = counters
        statistics.open = live
        statistics.idle = idle.count
        statistics.inUse = inUse.count
        statistics.connecting = connecting.count
        statistics.waiting = waiting.count
        statistics.maxConnections = limits.maxConnections
        statistics.isDown = failures > 0
        return statistics
    }

    /// Whether another connection may be opened now.
    func mayConnect(at now: Duration) -> Bool {
        guard total < limits.maxConnections else { return false }
        return failures == 0 || (connecting.isEmpty && now >= nextAttempt)
    }

    mutating func reserve() -> ConnectionID {
        nextID += 1
        connecting[nextID] = generation
        return nextID
    }
}
