import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import Kernel

/// How a dome stands around its telescope: the member `dome` of a telescope's settings.
///
/// `{"dome": {"radius": 2.5, "north": 0, "east": 0, "up": 0.2, "gem_offset": 0.4, "tolerance": 2}}`: the radius of the
/// sphere, where the mount's axes cross seen from its centre, and from there to the optical axis, all in metres; the
/// tolerance in degrees. Without a radius the opening is sent where the telescope looks.
struct DomeSetup: Sendable, Equatable {
    /// The sphere and the mount in it; nil when the settings have none.
    let geometry: DomeGeometry?
    /// Degrees that the opening may be off.
    let tolerance: Double
    private let hasOffsetTube: Bool

    /// Reads a telescope's settings; values that cannot be are as good as none.
    init(_ settings: JSONValue, _ mountType: MountType) {
        let dome = settings["dome"]
        let offset = dome?["gem_offset"]?.double ?? 0
        geometry = (dome?["radius"]?.double).flatMap { radius in
            DomeGeometry(
                radius: radius, north: dome?["north"]?.double ?? 0, east: dome?["east"]?.double ?? 0,
                up: dome?["up"]?.double ?? 0, gemOffset: offset)
        }
        let wanted = dome?["tolerance"]?.double ?? 2
        tolerance = wanted.isFinite ? min(max(wanted, 0.1), 30) : 2
        hasOffsetTube = offset != 0 && (mountType == .germanEquatorial || mountType == .equatorial)
    }

    /// Where the opening must be.
    ///
    /// - Parameters:
    ///   - direction: Where the telescope looks.
    ///   - hourAngle: Of there, in hours, and the declination in degrees; both of date.
    ///   - latitude: Of the site.
    ///   - pier: The side of the pier; nil takes the one that keeps the tube above its counterweight.
    /// - Returns: The azimuth of the opening and the altitude of its shutter.
    func opening(
        _ direction: HorizontalPosition, hourAngle: (hours: Double, declination: Double)?, latitude: Double?,
        pier: PierSide?
    ) -> HorizontalPosition {
        guard let geometry else { return direction }
        if hasOffsetTube, let hourAngle, let latitude {
            let tube = pier.flatMap { TubeSide(rawValue: $0.rawValue) }
            let opening = geometry.opening(
                hourAngle: hourAngle.hours, declination: hourAngle.declination, latitude: latitude, tube: tube)
            return opening ?? direction
        }
        return geometry.opening(direction) ?? direction
    }
}
