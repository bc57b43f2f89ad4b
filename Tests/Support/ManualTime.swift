public import FoundationEssentials
public import Kernel
import Synchronization

/// A clock that stands still until a test moves it, with a handshake: `nextSleep()` waits until somebody sleeps.
public final class ManualTime: Sendable {
    private struct Sleeper {
        let id: UInt64
        let wakesAt: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Duration = .zero
        var next: UInt64 = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
        var unseen: [Duration] = []
        var watchers: [CheckedContinuation<Duration, Never>] = []
    }

    private let state = Mutex(State())
    private let start: Date

    /// Makes a clock at zero.
    ///
    /// - Parameter start: The date at zero, where it has to agree with what somebody else's clock says.
    public init(from start: Date = Date(timeIntervalSince1970: 1_768_597_445)) { self.start = start }

    /// The time source to hand to the code under test.
    public var source: TimeSource {
        TimeSource(
            now: { self.state.withLock { $0.now } },
            sleep: { try await self.sleep($0) },
            date: { self.start.addingTimeInterval(self.state.withLock { $0.now }.seconds) }
        )
    }

    /// Waits until somebody goes to sleep, and says for how long; each sleep is reported once.
    @discardableResult
    public func nextSleep() async -> Duration {
        await withCheckedContinuation { continuation in
            let seen: Duration? = state.withLock { state in
                guard state.unseen.isEmpty else { return state.unseen.removeFirst() }
                state.watchers.append(continuation)
                return nil
            }
            if let seen { continuation.resume(returning: seen) }
        }
    }

    /// Moves the clock and wakes whoever slept long enough.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.wakesAt <= state.now }
            state.sleepers.removeAll { $0.wakesAt <= state.now }
            return due
        }
        for sleeper in woken.sorted(by: { $0.wakesAt < $1.wakesAt }) { sleeper.continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let watcher: CheckedContinuation<Duration, Never>?? = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return .none }
                    state.sleepers.append(
                        Sleeper(id: id, wakesAt: state.now + duration, continuation: continuation))
                    guard state.watchers.isEmpty else { return .some(state.watchers.removeFirst()) }
                    state.unseen.append(duration)
                    return .some(nil)
                }
                switch watcher {
                case .none: continuation.resume(throwing: CancellationError())
                case .some(let watcher): watcher?.resume(returning: duration)
                }
            }
        } onCancel: {
            let sleeper: Sleeper? = state.withLock { state in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
