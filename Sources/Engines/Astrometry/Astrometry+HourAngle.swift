import CERFA

extension Astrometry {
    /// Where an hour angle and a declination stand above the horizon, without refraction.
    ///
    /// - Parameters:
    ///   - hourAngle: Hours past the meridian, west positive.
    ///   - declination: Degrees.
    ///   - latitude: Degrees, north positive.
    /// - Returns: Altitude and azimuth; numbers that are not when one of the three is none.
    public static func horizontal(hourAngle: Double, declination: Double, latitude: Double) -> HorizontalPosition {
        var azimuth = 0.0
        var altitude = 0.0
        eraHd2ae(radians(hours: hourAngle), radians(declination), radians(latitude), &azimuth, &altitude)
        return HorizontalPosition(altitude: degrees(altitude), azimuth: wrapped(degrees(azimuth), 360))
    }

    /// The hour angle and the declination of a direction above the horizon.
    ///
    /// - Parameters:
    ///   - horizontal: Altitude and azimuth.
    ///   - latitude: Degrees, north positive.
    /// - Returns: Hours past the meridian, −12 … 12, west positive, and degrees.
    public static func hourAngle(
        horizontal: HorizontalPosition, latitude: Double
    ) -> (hourAngle: Double, declination: Double) {
        var hourAngle = 0.0
        var declination = 0.0
        eraAe2hd(
            radians(horizontal.azimuth), radians(horizontal.altitude), radians(latitude), &hourAngle, &declination)
        return (hourAngle * (12 / .pi), degrees(declination))
    }
}
