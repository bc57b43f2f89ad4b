/// Everything of a client that more than one thread touches; decisions only, the effects are the caller's.
struct ClientState {
    typealias Continuation = CheckedContinuation<Result<Void, MQTTError>, Never>

    /// A task that waits for an outcome.
    enum Waiter {
        /// The ticket is given out, the task does not wait yet.
        case reserved(end: Duration?)
        case waiting(Continuation, end: Duration?)
        /// Cancelled before it waited.
        case cancelled
    }

    /// A waiting task and what it is told; resumed outside the lock.
    typealias Settlement = (continuation: Continuation, result: Result<Void, MQTTError>)

    /// The connection that is being made or used.
    struct Session {
        var generation: UInt64
        var address: MQTTAddress
        var giveUpAt: Duration
        var hasReplayed = false
        var readyAt: Duration?
        var ended: CheckedContinuation<SessionEnd, Never>
    }

    /// How a connection ended, and since when it had been in use.
    struct SessionEnd: Sendable {
        var error: MQTTError
        var readyAt: Duration?
    }

    var connection = MQTTConnectionState()
    var queue: OutboundQueue
    var session: Session?
    var generation: UInt64 = 0
    var isRunning = false
    var isStopping = false
    /// Whether the present trouble has been logged.
    var hasReported = false
    /// Whether the connection's thread sleeps and must be woken for new work.
    var wantsWake = false
    var changes: [SubscriptionChange] = []
    /// In the order of subscribing.
    var subscriptions: [Subscription] = []
    private var waiters: [Ticket: Waiter] = [:]
    private var lastTicket: Ticket = 0

    /// Starts without connection.
    init(configuration: MQTTConfiguration) {
        queue = OutboundQueue(limit: configuration.queueLimit, byteLimit: configuration.queueByteLimit)
    }

    /// A ticket for a task that is about to wait.
    mutating func reserve(end: Duration? = nil) -> Ticket {
        lastTicket += 1
        waiters[lastTicket] = .reserved(end: end)
        return lastTicket
    }

    /// The task waits now; a settlement means that it must not.
    mutating func wait(_ ticket: Ticket, _ continuation: Continuation) -> Settlement? {
        guard case .reserved(let end) = waiters[ticket] else {
            waiters[ticket] = nil
            return (continuation, .failure(.cancelled))
        }
        waiters[ticket] = .waiting(continuation, end: end)
        return nil
    }

    /// The task was cancelled; what it handed over is not sent any more unless it is under way.
    mutating func cancel(_ ticket: Ticket) -> Settlement? {
        switch waiters[ticket] {
        case .reserved:
            waiters[ticket] = .cancelled
            return nil
        case .waiting(let continuation, _):
            waiters[ticket] = nil
            return (continuation, .failure(.cancelled))
        case .cancelled, nil:
            return nil
        }
    }

    /// Tells a waiting task its outcome; nil when it does not wait any more.
    mutating func settle(_ ticket: Ticket?, _ result: Result<Void, MQTTError>) -> Settlement? {
        guard let ticket, case .waiting(let continuation, _) = waiters[ticket] else { return nil }
        waiters[ticket] = nil
        return (continuation, result)
    }

    /// Whether somebody still waits for the outcome.
    func isAwaited(_ ticket: Ticket) -> Bool {
        switch waiters[ticket] {
        case .reserved, .waiting: true
        case .cancelled, nil: false
        }
    }

    /// Counts what fell out of the queue and tells those who wait for it.
    mutating func fall(_ fallen: [OutboundQueue.Fallen]) -> [Settlement] {
        fallen.compactMap { fallen in
            switch fallen.error {
            case .expired: connection.counters.outboundExpired += 1
            case .superseded: connection.counters.outboundCoalesced += 1
            default: connection.counters.outboundDropped += 1
            }
            return settle(fallen.ticket, .failure(fallen.error))
        }
    }

    /// Drops what is not worth sending any more and tells those whose time is over.
    mutating func expire(at now: Duration) -> [Settlement] {
        var settlements = fall(queue.drop(.expired) { $0.end.map { $0 <= now } ?? false })
        for (ticket, waiter) in waiters {
            guard case .waiting(let continuation, let end?) = waiter, end <= now else { continue }
            waiters[ticket] = nil
            settlements.append((continuation, .failure(.expired)))
        }
        return settlements
    }

    /// Ends every wait.
    mutating func failAll(_ error: MQTTError) -> [Settlement] {
        var settlements = fall(queue.drop(error) { _ in true })
        for (ticket, waiter) in waiters {
            guard case .waiting(let continuation, _) = waiter else { continue }
            waiters[ticket] = nil
            settlements.append((continuation, .failure(error)))
        }
        changes.removeAll()
        return settlements
    }

    /// The phase changes now.
    mutating func enter(_ phase: MQTTConnectionState.Phase, at now: Duration) {
        connection.phase = phase
        connection.since = now
    }

    /// What may be shown of it all.
    var snapshot: MQTTConnectionState {
        var snapshot = connection
        snapshot.queued = queue.count
        return snapshot
    }
}

extension ClientState {
    /// Whether the thread must be woken; it is told once.
    mutating func takeWake() -> Bool {
        defer { wantsWake = false }
        return wantsWake
    }
}
