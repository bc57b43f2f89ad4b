import Synchronization

/// A result that several may offer and one awaits: the first offer counts.
public final class Race<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case finished(Result<Value, any Error>)
    }

    private let state = Mutex(State.open)

    /// Opens the race.
    public init() {}

    /// Offers a result; later offers are dropped.
    public func finish(with result: Result<Value, any Error>) {
        let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .open:
                state = .finished(result)
                return nil
            case .awaited(let continuation):
                state = .finished(result)
                return continuation
            case .finished:
                return nil
            }
        }
        waiting?.resume(with: result)
    }

    /// Waits for the first offer.
    public func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let finished: Result<Value, any Error>? = state.withLock { state in
                if case .finished(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let finished { continuation.resume(with: finished) }
        }
    }
}

extension Result where Failure == any Error, Success: Sendable {
    /// What an operation returns or throws.
    static func capture(_ operation: @Sendable () async throws -> Success) async -> Self {
        do {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }
}
