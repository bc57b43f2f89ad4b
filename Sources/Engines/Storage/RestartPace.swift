import Kernel

/// How long to wait before a server that died is started again: not at all the first time, then longer and longer while
/// it keeps dying soon after its start.
struct RestartPace: Sendable {
    /// A server that ran this long counts as healthy again.
    static let healthy = Duration.seconds(60)

    private let backoff: Backoff
    private var deaths = 0

    init(backoff: Backoff = Backoff(jitter: 0)) {
        self.backoff = backoff
    }

    /// Takes note of a death.
    ///
    /// - Parameter life: How long the server had run.
    /// - Returns: The wait before the next start; zero for the first death of a series.
    mutating func died(after life: Duration) -> Duration {
        if life >= Self.healthy { deaths = 0 }
        defer { deaths += 1 }
        return deaths == 0 ? .zero : backoff.delay(beforeAttempt: deaths)
    }
}
