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
    ///
    /// - Parameter result: The offer.
    /// - Returns: Whether it is the first.
    @discardableResult
    public func finish(with result: Result<Value, any Error>) -> Bool {
        let (waiting, isFirst): (CheckedContinuation<Value, any Error>?, Bool) = state.withLock { state in
            switch state {
            case .open:
                state = .finished(result)
                return (nil, true)
            case .awaited(let continuation):
                state = .finished(result)
                return (continuation, true)
            case .finished:
                return (nil, false)
            }
        }
        waiting?.resume(with: result)
        return isFirst
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
