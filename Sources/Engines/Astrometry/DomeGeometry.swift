import Glibc

/// Where the opening of a round dome must be for a telescope that does not stand at its centre.
///
/// The optical axis leaves the crossing of the mount's axes by the length of the declination axis and meets the sphere of
/// the dome; the opening must be there. The geometry is that of INDI's dome driver (INDI library, `INDI::Dome::GetTargetAz`
/// and `OpticalCenter`), here with vectors: a point, a direction, a sphere.
public struct DomeGeometry: Sendable, Hashable {
    private let radius: Double
    private let mount: Vector
    private let tubeOffset: Double

    /// Describes a dome and the mount in it; all lengths in metres.
    ///
    /// It is nil when a number is not finite or the tube could leave the dome.
    /// - Parameters:
    ///   - radius: The radius of the dome's sphere.
    ///   - north: How far north of the sphere's centre the mount's axes cross.
    ///   - east: How far east of it.
    ///   - up: How far above it.
    ///   - gemOffset: From the crossing of the axes along the declination axis to the optical axis; 0 for a fork and for an
    ///     altazimuth mount.
    public init?(radius: Double, north: Double = 0, east: Double = 0, up: Double = 0, gemOffset: Double = 0) {
        let mount = Vector(east: east, north: north, up: up)
        // Also refuses what is not a number.
        guard radius.isFinite, mount.dot(mount).squareRoot() + abs(gemOffset) < radius else { return nil }
        self.radius = radius
        self.mount = mount
        tubeOffset = gemOffset
    }

    /// Where the optical axis of a German equatorial mount or a fork meets the dome.
    ///
    /// - Parameters:
    ///   - hourAngle: Of the target, hours, west positive.
    ///   - declination: Of the target, degrees, of date.
    ///   - latitude: Of the mount, degrees, north positive.
    ///   - tube: The side of the tube; nil takes the side that keeps the tube above its counterweight.
    /// - Returns: Azimuth of the opening and altitude of its shutter, seen from the sphere's centre; nil when a number is not
    ///   finite.
    public func opening(
        hourAngle: Double, declination: Double, latitude: Double, tube: TubeSide? = nil
    ) -> HorizontalPosition? {
        guard hourAngle.isFinite, declination.isFinite, latitude.isFinite else { return nil }
        let latitude = Astrometry.radians(latitude)
        let side = tube ?? (Astrometry.wrapped(hourAngle + 12, 24) >= 12 ? .east : .west)
        // Seen from the pole the declination axis is a right angle ahead of the target or behind it.
        let axisHourAngle = side == .east ? hourAngle - 6 : hourAngle + 6
        let axis = Vector(hourAngle: Astrometry.radians(hours: axisHourAngle), declination: 0, latitude: latitude)
        let direction = Vector(
            hourAngle: Astrometry.radians(hours: hourAngle), declination: Astrometry.radians(declination),
            latitude: latitude)
        return opening(from: mount + axis * tubeOffset, towards: direction)
    }

    /// Where the optical axis of a mount without offset of its tube, altazimuth for example, meets the dome.
    ///
    /// - Parameter target: The direction in which the telescope looks.
    /// - Returns: Azimuth of the opening and altitude of its shutter, seen from the sphere's centre; nil when a number is not
    ///   finite.
    public func opening(_ target: HorizontalPosition) -> HorizontalPosition? {
        guard target.isFinite else { return nil }
        return opening(from: mount, towards: Vector(target))
    }

    // The start is inside the sphere, so that exactly one crossing lies ahead.
    private func opening(from start: Vector, towards direction: Vector) -> HorizontalPosition {
        let along = start.dot(direction)
        let way = -along + (along * along + radius * radius - start.dot(start)).squareRoot()
        return (start + direction * way).horizontal
    }
}
