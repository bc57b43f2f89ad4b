/// A direction by altitude and azimuth.
public struct HorizontalPosition: Sendable, Hashable {
    /// Degrees above the horizon.
    public let altitude: Double
    /// Degrees from north through east, 0 ≤ azimuth < 360.
    public let azimuth: Double

    /// Names a direction.
    public init(altitude: Double, azimuth: Double) {
        self.altitude = altitude
        self.azimuth = azimuth
    }
}

extension HorizontalPosition {
    /// Whether both numbers are finite; a direction that could not be computed has none that are.
    public var isFinite: Bool { altitude.isFinite && azimuth.isFinite }

    static let unknown = HorizontalPosition(altitude: .nan, azimuth: .nan)
}
