import Glibc

/// A point or direction by east, north and up.
struct Vector: Sendable, Hashable {
    let east: Double
    let north: Double
    let up: Double

    init(east: Double, north: Double, up: Double) {
        self.east = east
        self.north = north
        self.up = up
    }

    /// The unit vector of a direction.
    init(_ direction: HorizontalPosition) {
        let altitude = Astrometry.radians(direction.altitude)
        let azimuth = Astrometry.radians(direction.azimuth)
        self.init(east: cos(altitude) * sin(azimuth), north: cos(altitude) * cos(azimuth), up: sin(altitude))
    }

    /// The unit vector of hour angle (west positive) and declination at a latitude, all in radians.
    init(hourAngle: Double, declination: Double, latitude: Double) {
        // Towards the meridian on the equator, and towards the pole.
        let equatorial = cos(declination) * cos(hourAngle)
        let polar = sin(declination)
        self.init(
            east: -cos(declination) * sin(hourAngle),
            north: polar * cos(latitude) - equatorial * sin(latitude),
            up: polar * sin(latitude) + equatorial * cos(latitude))
    }

    /// The direction in which it points.
    var horizontal: HorizontalPosition {
        HorizontalPosition(
            altitude: Astrometry.degrees(atan2(up, (east * east + north * north).squareRoot())),
            azimuth: Astrometry.wrapped(Astrometry.degrees(atan2(east, north)), 360))
    }

    func dot(_ other: Vector) -> Double { east * other.east + north * other.north + up * other.up }

    static func + (one: Vector, other: Vector) -> Vector {
        Vector(east: one.east + other.east, north: one.north + other.north, up: one.up + other.up)
    }

    static func * (vector: Vector, factor: Double) -> Vector {
        Vector(east: vector.east * factor, north: vector.north * factor, up: vector.up * factor)
    }
}
