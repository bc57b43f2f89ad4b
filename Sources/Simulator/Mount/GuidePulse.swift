import Alpaca

/// A short movement at the guide rate.
struct GuidePulse: Sendable {
    var direction: GuideDirection
    /// Degrees per second of the axis.
    var rate: Double
    var startedAt: Double
    var endsAt: Double

    /// Whether it moves the primary axis.
    var isPrimary: Bool { direction == .east || direction == .west }

    /// Degrees that it has moved the axis.
    func moved(at now: Double) -> Double { rate * max(0, min(now, endsAt) - startedAt) }
}
