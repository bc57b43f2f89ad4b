import CERFA
public import FoundationEssentials

extension Astrometry {
    /// Where a place of date stands above the horizon, without refraction.
    ///
    /// - Parameters:
    ///   - ofDate: Right ascension (from the equinox) and declination of date.
    ///   - date: The time.
    ///   - place: The place of the observer.
    /// - Returns: Altitude and azimuth.
    public static func horizontal(
        ofDate: EquatorialPosition, at date: Date, _ place: ObservingPlace
    ) -> HorizontalPosition {
        let hourAngle = hourAngle(ofDate: ofDate, at: date, place)
        guard hourAngle.isFinite, ofDate.isFinite, place.isFinite else { return .unknown }
        var azimuth = 0.0
        var altitude = 0.0
        eraHd2ae(
            radians(hours: hourAngle), radians(ofDate.declination), radians(place.latitude), &azimuth, &altitude)
        return HorizontalPosition(altitude: degrees(altitude), azimuth: wrapped(degrees(azimuth), 360))
    }

    /// The place of date of a direction above the horizon, without refraction: the inverse of `horizontal`.
    ///
    /// - Parameters:
    ///   - horizontal: Altitude and azimuth.
    ///   - date: The time.
    ///   - place: The place of the observer.
    /// - Returns: Right ascension (from the equinox) and declination of date.
    public static func ofDate(
        horizontal: HorizontalPosition, at date: Date, _ place: ObservingPlace
    ) -> EquatorialPosition {
        let siderealTime = siderealTime(at: date, longitude: place.longitude)
        guard siderealTime.isFinite, horizontal.isFinite, place.isFinite else { return .unknown }
        var hourAngle = 0.0
        var declination = 0.0
        eraAe2hd(
            radians(horizontal.azimuth), radians(horizontal.altitude), radians(place.latitude), &hourAngle,
            &declination)
        return EquatorialPosition(
            rightAscension: wrapped(siderealTime - hours(hourAngle), 24), declination: degrees(declination))
    }

    /// The apparent sidereal time of a meridian in hours, 0 ≤ time < 24.
    ///
    /// - Parameters:
    ///   - date: The time.
    ///   - longitude: Degrees, east positive.
    /// - Returns: The hours; not a number when one of the two is none.
    public static func siderealTime(at date: Date, longitude: Double) -> Double {
        guard longitude.isFinite, let time = SkyTime(date) else { return .nan }
        let greenwich = hours(eraGst06a(time.universal.0, time.universal.1, time.terrestrial.0, time.terrestrial.1))
        return wrapped(greenwich + longitude.remainder(dividingBy: 360) / 15, 24)
    }

    /// How far a place of date is past the meridian in hours, west positive, −12 ≤ angle < 12.
    ///
    /// - Parameters:
    ///   - ofDate: Right ascension (from the equinox) and declination of date.
    ///   - date: The time.
    ///   - place: The place of the observer.
    /// - Returns: The hours; not a number when one of the three has none.
    public static func hourAngle(ofDate: EquatorialPosition, at date: Date, _ place: ObservingPlace) -> Double {
        guard ofDate.isFinite else { return .nan }
        let siderealTime = siderealTime(at: date, longitude: place.longitude)
        return wrapped(siderealTime - ofDate.rightAscension + 12, 24) - 12
    }
}
