import Kernel
import Logging
import Postgres

/// One node at a time runs a coordinator: the session locks that say so.
actor CoordinatorLocks {
    private let configuration: PostgresConfiguration
    private let time: TimeSource
    private let logger: Logger
    private var locks: [String: SessionLock] = [:]

    private init(_ configuration: PostgresConfiguration, time: TimeSource, logger: Logger) {
        self.configuration = configuration
        self.time = time
        self.logger = logger
    }

    /// Takes the lock of each coordinator.
    ///
    /// - Throws: `ServerExit` 69 naming the coordinator and the node that runs it.
    static func take(
        _ coordinators: [String], in configuration: PostgresConfiguration, time: TimeSource, logger: Logger
    ) async throws -> CoordinatorLocks {
        let locks = CoordinatorLocks(configuration, time: time, logger: logger)
        do {
            for name in coordinators { try await locks.take(name) }
        } catch {
            await locks.release()
            throw error
        }
        return locks
    }

    /// Watches the sessions; one that a database took down with it is taken again as soon as the database is back.
    ///
    /// - Throws: `ServerExit` 69 when another node was faster.
    func watch() async throws {
        while true {
            try await time.sleep(.seconds(2))
            for (name, lock) in locks where await !lock.isHeld() { try await retake(name) }
        }
    }

    /// Gives all locks back.
    func release() async {
        for lock in locks.values { await lock.release() }
        locks = [:]
    }

    private func retake(_ name: String) async throws {
        await locks[name]?.release()
        try await retrying(
            Backoff(cap: .seconds(1)), time: time, on: { $0 is PostgresError ? .again : .stop }
        ) { try await self.take(name) }
        logger.info("the lock of a coordinator was taken again", metadata: ["coordinator": "\(name)"])
    }

    private func take(_ name: String) async throws {
        switch try await SessionLock.attempt("coordinator \(name)", configuration) {
        case .taken(let lock):
            locks[name] = lock
        case .held(let holder):
            let node = holder.map { $0.hasPrefix("bigskies ") ? "node \($0.dropFirst(9))" : $0 } ?? "another node"
            throw ServerExit(
                .unavailable,
                "the \(name) coordinator is run by \(node); stop it there, or leave \(name) out here")
        }
    }
}
