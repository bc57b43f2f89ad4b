import Kernel

/// Lets so many through a second, and so many at once.
struct TokenBucket: Sendable {
    private var tokens: Double
    private var filledAt: Duration

    /// Starts full.
    init(burst: Double, now: Duration) {
        tokens = burst
        filledAt = now
    }

    /// Takes one; false when there is none.
    mutating func take(rate: Double, burst: Double, now: Duration) -> Bool {
        tokens = min(burst, tokens + max(0, (now - filledAt).seconds) * rate)
        filledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
