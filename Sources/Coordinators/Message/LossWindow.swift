import Health
import Kernel

/// Turns a count of lost messages into health: degraded for a minute after the last loss.
struct LossWindow: Sendable {
    private let length: Duration = .seconds(60)
    private var count: Int?
    private var lostAt: Duration?

    /// Looks at the count as it stands now; what was lost before the first look is forgiven.
    mutating func look(at losses: Int, now: Duration) -> HealthCheckResult {
        if let count, losses > count { lostAt = now }
        count = losses
        guard let lostAt, now - lostAt < length else {
            return HealthCheckResult(.healthy, "no message was lost lately", details: ["lost": .integer(Int64(losses))])
        }
        return HealthCheckResult(
            .degraded, "messages were lost or refused because a queue was full",
            details: ["lost": .integer(Int64(losses))])
    }
}
