public import FoundationEssentials

/// Where time comes from: a struct of closures, so that a test can hold the clock still.
///
/// `any Clock<Duration>` cannot subtract instants, hence `now` as a duration since an arbitrary start.
public struct TimeSource: Sendable {
    /// Monotonic time since an arbitrary start.
    public var now: @Sendable () -> Duration
    /// Suspends for a duration; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// The wall clock.
    public var date: @Sendable () -> Date

    /// Makes a source of time from its parts.
    public init(
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        date: @escaping @Sendable () -> Date
    ) {
        self.now = now
        self.sleep = sleep
        self.date = date
    }

    /// The machine's own clocks.
    public static let system: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource(
            now: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            date: { Date() }
        )
    }()
}

extension Duration {
    /// The duration in seconds, as the wire and the database write it.
    public var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// The duration in milliseconds.
    public var milliseconds: Double { seconds * 1000 }
}
