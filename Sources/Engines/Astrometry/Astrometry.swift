import CERFA
public import FoundationEssentials

/// Where a direction of the catalogue stands in the sky of a place and a time, and back.
///
/// By the IAU 2006/2000A models of ERFA, without refraction, with polar motion and UT1 − UTC as zero: good to 14 arcsec
/// in hour angle, and usually to one. The years are 1 to 9999; a time outside counts as the nearest of them. A number
/// that is not finite gives numbers that are not (`isFinite`), never a trap: every comparison with them is false.
public enum Astrometry {
    /// The apparent topocentric place of a direction, for the equator and equinox of date; what ASCOM calls topocentric.
    ///
    /// - Parameters:
    ///   - icrs: The direction in the catalogue, ICRS, without proper motion and parallax.
    ///   - date: The time.
    ///   - place: The place of the observer.
    /// - Returns: Right ascension (from the equinox) and declination of date.
    public static func ofDate(_ icrs: EquatorialPosition, at date: Date, _ place: ObservingPlace) -> EquatorialPosition
    {
        guard icrs.isFinite, place.isFinite, var sky = SkyFrame(date, place) else { return .unknown }
        var rightAscension = 0.0
        var declination = 0.0
        eraAtciqz(
            radians(hours: icrs.rightAscension), radians(icrs.declination), &sky.astrom, &rightAscension, &declination)
        return EquatorialPosition(
            rightAscension: hours(rightAscension - sky.equationOfOrigins), declination: degrees(declination))
    }

    /// The direction in the catalogue of an apparent topocentric place of date: the inverse of `ofDate(_:at:_:)`.
    ///
    /// - Parameters:
    ///   - ofDate: Right ascension (from the equinox) and declination of date.
    ///   - date: The time.
    ///   - place: The place of the observer.
    /// - Returns: The direction, ICRS.
    public static func icrs(_ ofDate: EquatorialPosition, at date: Date, _ place: ObservingPlace) -> EquatorialPosition
    {
        guard ofDate.isFinite, place.isFinite, var sky = SkyFrame(date, place) else { return .unknown }
        var rightAscension = 0.0
        var declination = 0.0
        eraAticq(
            radians(hours: ofDate.rightAscension) + sky.equationOfOrigins, radians(ofDate.declination), &sky.astrom,
            &rightAscension, &declination)
        return EquatorialPosition(rightAscension: hours(rightAscension), declination: degrees(declination))
    }

    /// The angle between two directions in degrees, 0 … 180.
    public static func separation(_ one: EquatorialPosition, _ other: EquatorialPosition) -> Double {
        separation(
            radians(hours: one.rightAscension), radians(one.declination), radians(hours: other.rightAscension),
            radians(other.declination))
    }

    /// The angle between two directions in degrees, 0 … 180.
    public static func separation(_ one: HorizontalPosition, _ other: HorizontalPosition) -> Double {
        separation(
            radians(one.azimuth), radians(one.altitude), radians(other.azimuth), radians(other.altitude))
    }

    private static func separation(
        _ longitude: Double, _ latitude: Double, _ otherLongitude: Double, _ otherLatitude: Double
    ) -> Double {
        degrees(eraSeps(longitude, latitude, otherLongitude, otherLatitude))
    }
}
