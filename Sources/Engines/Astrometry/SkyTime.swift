import CERFA
import FoundationEssentials
import Kernel

/// A time in the scales of ERFA, each a Julian date in two parts.
struct SkyTime {
    /// UTC as ERFA counts it: a day with a leap second is longer.
    let coordinated: (Double, Double)
    /// UT1, taken as UTC.
    let universal: (Double, Double)
    /// TT.
    let terrestrial: (Double, Double)

    // The Julian date of 1 January 1970, 0 h.
    private static let epoch = 2_440_587.5

    /// Reads a time; nil when it is not finite.
    init?(_ date: Date) {
        guard date.timeIntervalSince1970.isFinite else { return nil }
        let seconds = Timestamp.clamped(date).timeIntervalSince1970
        let day = (seconds / 86400).rounded(.down)
        let clock = seconds - day * 86400
        var year: Int32 = 0
        var month: Int32 = 0
        var monthDay: Int32 = 0
        var rest = 0.0
        var coordinated = (0.0, 0.0)
        var atomic = (0.0, 0.0)
        var terrestrial = (0.0, 0.0)
        var universal = (0.0, 0.0)
        // A status above 0 warns of a year outside the table of leap seconds, whose first or last entry then counts; only
        // one below 0 is an error (erfa.h, eraDat), and the clamping above excludes it.
        guard eraJd2cal(Self.epoch, day, &year, &month, &monthDay, &rest) >= 0,
            eraDtf2d("UTC", year, month, monthDay, 0, 0, clock, &coordinated.0, &coordinated.1) >= 0,
            eraUtctai(coordinated.0, coordinated.1, &atomic.0, &atomic.1) >= 0,
            eraTaitt(atomic.0, atomic.1, &terrestrial.0, &terrestrial.1) >= 0,
            eraUtcut1(coordinated.0, coordinated.1, 0, &universal.0, &universal.1) >= 0
        else { return nil }
        self.coordinated = coordinated
        self.universal = universal
        self.terrestrial = terrestrial
    }
}
