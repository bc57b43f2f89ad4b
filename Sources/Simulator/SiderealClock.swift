import AstrometryEngines
import FoundationEssentials

/// Sidereal time that is asked for often: computed in full once a minute, carried on evenly between.
struct SiderealClock: Sendable {
    /// Degrees that the Earth turns in a second.
    ///
    /// Source: Explanatory Supplement to the Astronomical Almanac (2013), mean sidereal rate.
    static let degreesPerSecond = 360.98564736629 / 86400

    private var computedAt: Date
    private var atGreenwich: Double

    /// Sets the clock.
    init(at date: Date) {
        computedAt = date
        atGreenwich = Astrometry.siderealTime(at: date, longitude: 0)
    }

    /// Computes it anew when the last time is a minute away.
    mutating func keepUp(with date: Date) {
        if abs(date.timeIntervalSince(computedAt)) > 60 { self = SiderealClock(at: date) }
    }

    /// Apparent local sidereal time in hours, 0 to 24.
    func time(at date: Date, longitude: Double) -> Double {
        let passed = date.timeIntervalSince(computedAt)
        guard abs(passed) < 600 else { return Astrometry.siderealTime(at: date, longitude: longitude) }
        return Angle.hours(atGreenwich + (passed * Self.degreesPerSecond + longitude) / 15)
    }
}
