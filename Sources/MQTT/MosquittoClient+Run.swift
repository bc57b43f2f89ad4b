import Dispatch
import Kernel
import Logging
import Synchronization

extension MosquittoClient {
    /// Connects and stays connected until `disconnect()` or cancellation; call it once.
    ///
    /// The brokers are tried in order; after a round in which none could be held the pause grows with the backoff.
    /// - Throws: The last `MQTTError` when the configured number of rounds is used up, or `invalid` for a configuration
    ///   without brokers or a second call.
    public func run() async throws {
        MosquittoLibrary.prepare()
        guard !configuration.brokers.isEmpty else { throw MQTTError.invalid("no broker address is configured") }
        let begins = shared.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard begins else { throw MQTTError.invalid("the client runs already") }
        defer { finish() }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.stayConnected() }
                group.addTask { try await self.sweep() }
                group.addTask { for await _ in self.stop.stream {} }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is CancellationError {
            return
        }
    }

    /// Sends what waits, for at most the drain limit, says goodbye to the broker and ends `run()`.
    ///
    /// The broker does not publish the last will. Whoever still waits for an outcome is told `stopped`.
    public func disconnect() async {
        stop.continuation.finish()
        let runs = shared.withLock { state in
            state.isStopping = true
            return state.isRunning
        }
        guard runs else { return finish() }
        // The drain limit bounds the wait; the gate lets a second caller pass as well.
        await ended.pass()
    }

    private func finish() {
        settle { state in
            state.isStopping = true
            return state.failAll(.stopped)
        }
        if state.phase != .stopped { enter(.stopped) }
        ended.open()
    }

    /// Ends waits whose time is over, and connection attempts that take too long.
    private func sweep() async throws {
        let tick = Duration.milliseconds(250)
        while true {
            let now = time.now()
            let next = shared.withLock { $0.queue.earliestEnd.map { $0 - now } ?? tick }
            try await time.sleep(max(.milliseconds(5), min(next, tick)))
            let later = time.now()
            settle { $0.expire(at: later) }
            let overdue = shared.withLock { state -> ClientState.Session? in
                guard let session = state.session, session.readyAt == nil, session.giveUpAt <= later else { return nil }
                return state.session.take()
            }
            guard let overdue else { continue }
            overdue.ended.resume(returning: ClientState.SessionEnd(error: .connectTimeout(overdue.address)))
            wakeup.signal()
        }
    }

    private func stayConnected() async throws {
        let rounds = configuration.maxReconnectAttempts
        while true {
            try Task.checkCancellation()
            try await retrying(configuration.backoff, attempts: rounds > 0 ? rounds : nil, time: time) {
                try await self.tryEveryBroker()
            }
        }
    }

    /// Returns when a connection that had lasted a while ended; throws when no broker could be held.
    private func tryEveryBroker() async throws {
        var last = MQTTError.notConnected
        for address in configuration.brokers {
            enter(.connecting(address))
            let end = await hold(address)
            try Task.checkCancellation()
            last = end.error
            note(last, address: address)
            if let readyAt = end.readyAt, time.now() - readyAt >= configuration.stableAfter {
                enter(.waiting) { $0.lastError = last }
                return
            }
        }
        enter(.waiting) {
            $0.lastError = last
            $0.failedRounds += 1
        }
        throw last
    }

    /// Makes one connection and keeps it to its end.
    private func hold(_ address: MQTTAddress) async -> ClientState.SessionEnd {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let giveUpAt = time.now() + configuration.connectTimeout
                let generation = shared.withLock { state in
                    state.generation += 1
                    state.session = ClientState.Session(
                        generation: state.generation, address: address, giveUpAt: giveUpAt, ended: continuation)
                    return state.generation
                }
                // Connecting blocks, for minutes if the network swallows packets: a thread of its own, and when it
                // takes too long the thread is left to end by itself.
                DispatchQueue(label: "mqtt").async {
                    MosquittoSession(client: self, address: address, generation: generation).run()
                }
                if Task.isCancelled { self.endSession() }
            }
        } onCancel: {
            self.endSession()
        }
    }

    /// Asks an open connection to end gracefully, and leaves one that is still being made.
    private func endSession() {
        let left = shared.withLock { state -> ClientState.Session? in
            state.isStopping = true
            guard let session = state.session, session.readyAt == nil else { return nil }
            return state.session.take()
        }
        left?.ended.resume(returning: ClientState.SessionEnd(error: .stopped))
        wakeup.signal()
    }

    private func note(_ error: MQTTError, address: MQTTAddress) {
        let isFirst = shared.withLock { state in
            defer { state.hasReported = true }
            return !state.hasReported
        }
        guard isFirst else { return }
        logger.warning(
            "broker connection failed",
            metadata: ["broker.address": "\(address)", "error": "\(String(reflecting: error))"])
    }
}
