import AstrometryEngines
import FoundationEssentials
import Glibc

/// The plane on which the tube draws the sky around its middle.
///
/// Source: Calabretta and Greisen 2002, the gnomonic projection (TAN).
struct TangentPlane: Sendable {
    private let rightAscension: Double
    private let sinDeclination: Double
    private let cosDeclination: Double
    private let sinAngle: Double
    private let cosAngle: Double
    private let pixelsPerRadian: Double

    /// A plane.
    ///
    /// - Parameters:
    ///   - centre: The middle, ICRS.
    ///   - angle: Degrees by which the sensor is turned, from north through east.
    ///   - scale: Seconds of arc of a pixel.
    init(centre: EquatorialPosition, angle: Double, scale: Double) {
        rightAscension = centre.rightAscension * .pi / 12
        sinDeclination = sin(centre.declination * .pi / 180)
        cosDeclination = cos(centre.declination * .pi / 180)
        sinAngle = sin(angle * .pi / 180)
        cosAngle = cos(angle * .pi / 180)
        pixelsPerRadian = 206_264.806 / scale
    }

    /// Pixels from the middle, x to the west and y to the south at angle 0; nil for the other half of the sky.
    func place(of star: StarField.Star) -> (x: Double, y: Double)? {
        let declination = star.declination * .pi / 180
        let aside = star.rightAscension * .pi / 180 - rightAscension
        let depth = sinDeclination * sin(declination) + cosDeclination * cos(declination) * cos(aside)
        guard depth > 0.1 else { return nil }
        let east = cos(declination) * sin(aside) / depth
        let north =
            (cosDeclination * sin(declination) - sinDeclination * cos(declination) * cos(aside)) / depth
        return (
            x: -(east * cosAngle - north * sinAngle) * pixelsPerRadian,
            y: -(east * sinAngle + north * cosAngle) * pixelsPerRadian
        )
    }
}
