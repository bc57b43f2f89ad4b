import CERFA
import FoundationEssentials

/// What ERFA needs to know about a place and a time to turn directions.
struct SkyFrame {
    /// Star-independent parameters, for a vacuum.
    var astrom: eraASTROM
    /// Right ascension from the CIO minus right ascension from the equinox, radians.
    let equationOfOrigins: Double

    /// Prepares a place and a time; nil when one of them is not finite.
    init?(_ date: Date, _ place: ObservingPlace) {
        guard place.isFinite, let time = SkyTime(date) else { return nil }
        var astrom = eraASTROM()
        var equationOfOrigins = 0.0
        // No air: pressure 0 switches refraction off (erfa.h, eraApco13).
        let status = eraApco13(
            time.coordinated.0, time.coordinated.1, 0, Astrometry.radians(place.longitude),
            Astrometry.radians(place.latitude), place.elevation, 0, 0, 0, 0, 0, 0.55, &astrom, &equationOfOrigins)
        guard status >= 0 else { return nil }
        self.astrom = astrom
        self.equationOfOrigins = equationOfOrigins
    }
}
