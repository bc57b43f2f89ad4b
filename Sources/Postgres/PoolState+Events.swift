import Kernel

extension PoolState {
    /// A caller wants a connection.
    public mutating func acquire(at now: Duration) -> Acquisition {
        guard !isShutDown else { return .now(.refuse(PostgresError(.closed, "the pool is shut down"))) }
        if waiting.isEmpty, let grant = grant(at: now) { return .now(grant) }
        nextTicket += 1
        waiting.append(nextTicket)
        return .wait(nextTicket)
    }

    /// A lent connection comes back; one that cannot be used again is closed.
    public mutating func release(_ id: ConnectionID, isReusable: Bool, at now: Duration) -> [Action] {
        guard var connection = inUse.removeValue(forKey: id) else { return [] }
        guard isReusable, !isShutDown, !isWornOut(connection, at: now), total < limits.maxConnections else {
            counters.closed += 1
            return [.close(id)] + serve(at: now)
        }
        connection.idleSince = now
        idle.append((id, connection))
        return serve(at: now)
    }

    /// A connection is open; it is lent to the one who opened it, or idle when the pool itself did.
    public mutating func connected(_ id: ConnectionID, isLent: Bool, at now: Duration) -> [Action] {
        guard let generation = connecting.removeValue(forKey: id) else { return [.close(id)] }
        failures = 0
        lastError = nil
        counters.created += 1
        let connection = Connection(openedAt: now, generation: generation, idleSince: now)
        if isLent {
            counters.acquired += 1
            inUse[id] = connection
        } else if isShutDown {
            counters.closed += 1
            return [.close(id)]
        } else {
            idle.append((id, connection))
        }
        return serve(at: now)
    }

    /// A connection could not be opened.
    public mutating func connectFailed(_ id: ConnectionID, _ error: PostgresError, at now: Duration) -> [Action] {
        guard connecting.removeValue(forKey: id) != nil else { return [] }
        // A caller that gave up says nothing about the server.
        guard error.kind != .cancelled else { return serve(at: now) }
        failures += 1
        nextAttempt = now + backoff.delay(beforeAttempt: failures)
        lastError = error
        counters.connectFailures += 1
        counters.lastError = error.description
        return serve(at: now)
    }

    /// A caller stops waiting; false when it had been answered before.
    public mutating func cancel(_ ticket: Ticket) -> Bool {
        guard let index = waiting.firstIndex(of: ticket) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// A caller has waited too long; nil when it had been answered before.
    public mutating func timeOut(_ ticket: Ticket) -> PostgresError? {
        guard cancel(ticket) else { return nil }
        counters.timeouts += 1
        return PostgresError(
            .poolExhausted, "no connection came free within \(limits.acquireTimeout.seconds) s, all \(live) are in use")
    }

    /// A ping was answered after a time, or was not.
    public mutating func pinged(_ latency: Duration?) {
        counters.pingLatency = latency
    }

    /// Whether a connection has reached its age or has settings that no longer hold.
    func isWornOut(_ connection: Connection, at now: Duration) -> Bool {
        connection.generation != generation || now - connection.openedAt >= limits.maxLifetime
    }

    /// Answers the waiting callers that can be answered, first come first served.
    mutating func serve(at now: Duration) -> [Action] {
        var actions: [Action] = []
        while let ticket = waiting.first, let grant = grant(at: now) {
            waiting.removeFirst()
            actions.append(.grant(ticket, grant))
        }
        return actions
    }

    /// What the next caller gets at once; nil when it has to wait.
    private mutating func grant(at now: Duration) -> Grant? {
        if let (id, connection) = idle.popLast() {
            inUse[id] = connection
            counters.acquired += 1
            return .lend(id)
        }
        if mayConnect(at: now) { return .connect(reserve()) }
        // Nothing can come back and the server is known to be away: waiting would be in vain.
        guard live == 0, failures > 0, let lastError else { return nil }
        return .refuse(PostgresError(.connection, "the server is away: \(lastError.message)"))
    }
}
