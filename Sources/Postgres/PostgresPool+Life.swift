import Kernel
import Synchronization

extension PostgresPool {
    /// How often the pool looks after itself; the second while the server is away, so that it is found soon.
    private static var rounds: (usual: Duration, down: Duration) { (.milliseconds(500), .milliseconds(100)) }

    /// Keeps the pool in shape until it is shut down or the task is cancelled, and shuts it down then.
    public func run() async {
        while !Task.isCancelled, !shared.withLock({ $0.state.isShutDown }) {
            let now = time.now()
            let openings = await decide { $0.maintain(at: now) }
            for id in openings {
                // A failure is counted, logged and answered with another attempt.
                _ = try? await open(id, isLent: false)
            }
            // A cancelled sleep ends the loop.
            try? await time.sleep(statistics.isDown ? Self.rounds.down : Self.rounds.usual)
        }
        await shutdown()
    }

    /// Puts other limits in force; connections above them are closed as they come back.
    public func update(limits: PoolLimits) async {
        let now = time.now()
        let openings = await decide { $0.update(limits, at: now) }
        for id in openings {
            // A failure is counted, logged and answered with another attempt.
            _ = try? await open(id, isLent: false)
        }
    }

    /// Refuses callers from now on, also those that wait; lent connections are closed as they come back.
    public func shutdown() async {
        await decide { $0.shutDown() }
    }
}
