extension PoolState {
    /// Time has passed: closes what is old, idle or too many, and opens what is missing.
    public mutating func maintain(at now: Duration) -> [Action] {
        guard !isShutDown else { return [] }
        var actions: [Action] = []
        closeIdle(&actions) { state, connection in
            state.isWornOut(connection, at: now) || state.total > state.limits.maxConnections
        }
        closeIdle(&actions) { state, connection in
            now - connection.idleSince >= state.limits.idleTimeout && state.total > state.limits.minConnections
        }
        actions += serve(at: now)
        // While the server is away, one attempt at a time finds out whether it is back, wanted or not.
        while total < limits.minConnections || (failures > 0 && total == 0), mayConnect(at: now) {
            actions.append(.open(reserve()))
        }
        return actions
    }

    /// Other limits hold from now on; connections whose settings differ are replaced as they come back.
    public mutating func update(_ limits: PoolLimits, at now: Duration) -> [Action] {
        let limits = limits.corrected
        if limits.statementTimeout != self.limits.statementTimeout { generation += 1 }
        self.limits = limits
        return maintain(at: now)
    }

    /// Closes what is idle and refuses who waits; lent connections are closed as they come back.
    public mutating func shutDown() -> [Action] {
        isShutDown = true
        let error = PostgresError(.closed, "the pool is shut down")
        var actions = waiting.map { Action.grant($0, .refuse(error)) }
        waiting = []
        closeIdle(&actions) { _, _ in true }
        return actions
    }

    /// Closes idle connections that meet a condition, the ones idle for longest first.
    private mutating func closeIdle(_ actions: inout [Action], where isSuperfluous: (PoolState, Connection) -> Bool) {
        var index = 0
        while idle.indices.contains(index) {
            guard isSuperfluous(self, idle[index].connection) else {
                index += 1
                continue
            }
            actions.append(.close(idle[index].id))
            idle.remove(at: index)
            counters.closed += 1
        }
    }
}
