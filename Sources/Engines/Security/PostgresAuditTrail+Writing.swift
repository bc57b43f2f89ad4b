import Kernel
import Logging
import Synchronization

extension PostgresAuditTrail {
    /// Writes what is recorded until cancelled; what is left then stays in the file.
    ///
    /// - Throws: `CancellationError` when cancelled.
    public func run() async throws {
        await writer.distrust()
        defer { stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in self.work { try await self.writeAll() }
            }
            group.addTask {
                for await _ in self.counting {
                    try await self.time.sleep(RefusalTally.window)
                    self.keepCounted()
                }
            }
            group.addTask {
                for await _ in self.noting { await self.settle() }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    /// Brings the file to the disk, unless the database was faster.
    private func settle() async {
        guard let descriptor = state.withLock({ $0.buffered > 0 ? $0.spool?.duplicate() : nil }) else { return }
        guard await !disk.takes(descriptor) else { return }
        state.withLock { $0.unspooled += 1 }
    }

    private func writeAll() async throws {
        let backoff = Backoff(cap: .seconds(1))
        var (attempt, size) = (1, Self.mostAtOnce)
        while let batch = take(size) {
            let outcome = await write(batch)
            switch outcome {
            case .written:
                finish(batch, with: .success(()))
                (attempt, size) = (1, batch.count == 1 ? min(size * 2, Self.mostAtOnce) : size)
            case .refused(let error) where batch.count == 1:
                logger.error("the database refuses an audit row", metadata: ["error": "\(error)"])
                state.withLock { $0.refused += 1 }
                finish(batch, with: .failure(ServiceError(.internal, "the audit row was refused", cause: error)))
            case .refused:
                // One of them is bad: find it by writing them singly.
                putBack(batch)
                size = 1
            case .raced:
                putBack(batch)
            case .again(let error):
                putBack(batch, failing: error)
                try await time.sleep(backoff.delay(beforeAttempt: attempt))
                attempt += 1
            }
        }
    }

    private func write(_ batch: [Item]) async -> AuditWriter.Outcome {
        let records = batch.compactMap(\.record)
        do {
            return try await withDeadline(.seconds(5), "writing the audit trail", time: time) { [writer] in
                await writer.write(records)
            }
        } catch {
            return .again(error)
        }
    }

    private func take(_ count: Int) -> [Item]? {
        state.withLock { state in
            guard !state.items.isEmpty else { return nil }
            let batch = Array(state.items.prefix(count))
            state.items.removeFirst(batch.count)
            return batch
        }
    }

    private func finish(_ batch: [Item], with result: Result<Void, any Error>) {
        let isBack = state.withLock { state in
            state.buffered -= batch.count { $0.waiter == nil }
            if state.buffered == 0 { state.unspooled = 0 }
            if state.buffered == 0, (state.spool?.bytes ?? 0) > 0 {
                _ = state.spool?.replace(with: [])
            } else if (state.spool?.bytes ?? 0) > AuditSpool.mostBytes {
                _ = state.spool?.replace(with: state.items.filter { $0.waiter == nil }.compactMap(\.record))
            }
            defer { state.isAway = false }
            return state.isAway
        }
        if isBack { logger.notice("the audit trail is written again") }
        for item in batch { item.waiter?.resume(with: result) }
    }

    /// Puts a batch back in front.
    private func putBack(_ batch: [Item]) {
        state.withLock { $0.items.insert(contentsOf: batch, at: 0) }
    }

    /// Puts a batch back in front while the database is away; all who wait, for it or for what is behind it, are told.
    private func putBack(_ batch: [Item], failing error: any Error) {
        let (isFirst, waiters) = state.withLock { state in
            let items = batch + state.items
            state.items = items.filter { $0.waiter == nil }
            defer { state.isAway = true }
            return (!state.isAway, items.compactMap(\.waiter))
        }
        if isFirst { logger.warning("the audit trail cannot be written", metadata: ["error": "\(error)"]) }
        for waiter in waiters { waiter.resume(throwing: Self.unavailable(error)) }
    }

    private func stop() {
        keepCounted()
        let left = state.withLock { state in
            state.hasStopped = true
            defer { state.items.removeAll { $0.waiter != nil } }
            return state.items.compactMap(\.waiter)
        }
        for waiter in left { waiter.resume(throwing: Self.unavailable(nil)) }
    }
}
