/// How long to wait before the next attempt: grows by a factor up to a cap, with jitter so that many do not return at once.
public struct Backoff: Sendable, Equatable {
    /// The wait before the second attempt.
    public var first: Duration
    /// The longest wait.
    public var cap: Duration
    /// The growth from one wait to the next.
    public var multiplier: Double
    /// The part of a wait that is random, 0 to 1.
    public var jitter: Double

    /// Describes the growth of the waits.
    public init(
        first: Duration = .milliseconds(100), cap: Duration = .seconds(30), multiplier: Double = 2, jitter: Double = 0.2
    ) {
        self.first = first
        self.cap = cap
        self.multiplier = multiplier
        self.jitter = jitter
    }

    /// The wait before an attempt; attempts are counted from 1, and a wait is never longer than the cap.
    public func delay(beforeAttempt attempt: Int) -> Duration {
        var delay = min(first, cap)
        var remaining = max(attempt, 1) - 1
        // A factor that makes nothing grow would be applied as often as there were attempts.
        while multiplier > 1, remaining > 0, delay > .zero, delay < cap {
            // Compared before it is multiplied: a Duration that overflows traps.
            delay = cap / delay > multiplier ? delay * multiplier : cap
            remaining -= 1
        }
        guard jitter > 0 else { return delay }
        return delay * (1 - jitter * Double.random(in: 0...1))
    }
}

/// What a failed attempt means for the next one.
public enum RetryDecision: Sendable {
    /// Wait and try again.
    case again
    /// Give up and throw the error.
    case stop
}

/// Repeats an operation until it succeeds, the decision says stop, the attempts are used up or the task is cancelled.
///
/// The only retry loop of the house.
/// - Parameters:
///   - backoff: How long to wait between attempts.
///   - attempts: The most attempts, or nil for no limit.
///   - time: Where time comes from.
///   - decision: What an error means for the next attempt.
///   - operation: What is repeated.
/// - Returns: What the operation returns in the end.
/// - Throws: The last error, or `CancellationError`.
public func retrying<Value: Sendable>(
    _ backoff: Backoff, attempts: Int? = nil, time: TimeSource = .system,
    on decision: @Sendable (any Error) -> RetryDecision = { _ in .again },
    _ operation: () async throws -> Value
) async throws -> Value {
    var attempt = 1
    while true {
        do {
            return try await operation()
        } catch let error as CancellationError {
            throw error
        } catch {
            if let attempts, attempt >= attempts { throw error }
            guard case .again = decision(error) else { throw error }
            try await time.sleep(backoff.delay(beforeAttempt: attempt))
            attempt += 1
        }
    }
}
