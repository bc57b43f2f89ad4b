import FoundationEssentials
import Kernel
import Logging
import Postgres
import Synchronization

extension SnapshotGatekeeper {
    /// The channel on which every change of the security tables is announced.
    public static let channel = "bigskies_security"

    /// Changes come in bursts: one reading serves all that are announced within this time.
    static let gathering: Duration = .milliseconds(20)

    /// Reads everything now; returns once decisions are made from what the database held when this was called.
    ///
    /// - Throws: When the database cannot be read; the old copy then stays in force.
    public func reload() async throws {
        let number = begin()
        let snapshot = try await loader.snapshot()
        let verifier = TokenVerifier(keys: snapshot.keys, audience: audience)
        state.withLock { state in
            guard number > state.installed else { return }
            state.installed = number
            // Revocations that were read later than this copy are kept.
            if state.installedRevocations > number {
                state.snapshot = snapshot.replacing(state.snapshot.revocations)
            } else {
                state.snapshot = snapshot
                state.installedRevocations = number
            }
            state.verifier = verifier
            state.generation += 1
            state.cache.removeAll()
        }
    }

    /// Reads what was revoked; returns once nothing that was revoked when this was called is believed.
    ///
    /// - Throws: When the database cannot be read; the old copy then stays in force.
    public func reloadRevocations() async throws {
        let number = begin()
        let revocations = try await loader.revocations()
        state.withLock { state in
            guard number > state.installedRevocations else { return }
            state.installedRevocations = number
            state.snapshot = state.snapshot.replacing(revocations)
            state.generation += 1
            state.cache.removeAll()
        }
    }

    private func begin() -> UInt64 {
        state.withLock { state in
            state.begun += 1
            return state.begun
        }
    }

    /// Keeps the copy fresh until cancelled: reads again after every announced change, and after silence before trusting.
    ///
    /// - Throws: `CancellationError` when cancelled.
    public func run() async throws {
        do {
            try await keepFresh()
        } catch {
            await writeLastUses()
            throw error
        }
    }

    private func keepFresh() async throws {
        guard let listener else { return try await Self.untilCancelled(time) }
        let news = await listener.subscribe(Self.channel)
        let (work, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // What changed before the subscription was heard by nobody.
        note(await listener.isHearing ? .restored : .lost, signal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in news { self.note(event, signal) }
                signal.finish()
            }
            group.addTask {
                for await _ in work { try await self.catchUp() }
            }
            group.addTask { try await self.writeUsesRegularly() }
            try await group.waitForAll()
        }
        try Task.checkCancellation()
    }

    /// Takes in what the listener says.
    func note(_ event: NotificationEvent, _ signal: AsyncStream<Void>.Continuation) {
        state.withLock { state in
            switch event {
            case .lost:
                state.isHearing = false
                if state.deafSince == nil { state.deafSince = time.now() }
            case .restored:
                state.isHearing = true
                state.pending.insert(.tables)
            case .notification(let notification):
                state.pending.insert(notification.payload == "revoked_tokens" ? .revocations : .tables)
            }
        }
        signal.yield()
    }

    /// Reads what is pending, again and again until it is read.
    func catchUp() async throws {
        try await time.sleep(Self.gathering)
        var hasFailed = false
        try await retrying(Backoff(cap: .seconds(1)), time: time) {
            do {
                try await readPending()
            } catch {
                if !hasFailed {
                    logger.warning("the security tables cannot be read, the old copy stays in force")
                }
                hasFailed = true
                throw error
            }
        }
        if hasFailed { logger.notice("the security tables are read again") }
    }

    private func readPending() async throws {
        let pending = state.withLock { state in
            defer { state.pending = [] }
            return state.pending
        }
        do {
            if pending.contains(.tables) {
                try await reload()
            } else if pending.contains(.revocations) {
                try await reloadRevocations()
            }
        } catch {
            state.withLock { state in
                state.pending.formUnion(pending)
                if state.deafSince == nil { state.deafSince = time.now() }
            }
            throw error
        }
        state.withLock { state in
            // Whatever was announced during the reading is read next; until then the copy is not known to be whole.
            guard state.isHearing, state.pending.isEmpty else { return }
            state.deafSince = nil
        }
    }

    private static func untilCancelled(_ time: TimeSource) async throws {
        while true { try await time.sleep(.seconds(86_400)) }
    }
}
