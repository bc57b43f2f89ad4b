import Supervision
import Synchronization

/// Something supervised whose work ends by cancellation: a part of a target that knows no supervisor, or a host.
final class Part: Supervised {
    private enum State {
        case idle
        case running(Task<Void, any Error>)
        case stopped
    }

    private let work: @Sendable () async throws -> Void
    private let end: @Sendable () async -> Void
    private let answer: @Sendable () async -> Bool
    private let state = Mutex(State.idle)

    /// Wraps a part.
    ///
    /// - Parameters:
    ///   - work: Its long-lived work, which ends when it is cancelled.
    ///   - end: What is done in good order before the work is cancelled.
    ///   - answer: Whether it still does its work.
    init(
        run work: @escaping @Sendable () async throws -> Void,
        stop end: @escaping @Sendable () async -> Void = {},
        probe answer: @escaping @Sendable () async -> Bool = { true }
    ) {
        self.work = work
        self.end = end
        self.answer = answer
    }

    /// Wraps something supervised whose `stop()` does not end its `run()`.
    convenience init(_ inner: any Supervised) {
        self.init(
            run: { try await inner.run() }, stop: { await inner.stop() }, probe: { await inner.probe() })
    }

    func run() async throws {
        let work = work
        let task = state.withLock { state -> Task<Void, any Error>? in
            guard case .idle = state else { return nil }
            let task = Task { try await work() }
            state = .running(task)
            return task
        }
        try await withTaskCancellationHandler {
            try await task?.value
        } onCancel: {
            task?.cancel()
        }
    }

    func stop() async {
        await end()
        state.withLock { state in
            if case .running(let task) = state { task.cancel() }
            state = .stopped
        }
    }

    func probe() async -> Bool { await answer() }
}
