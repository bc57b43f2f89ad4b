/// Where on Earth somebody observes.
public struct ObservingPlace: Sendable, Hashable {
    /// Geodetic degrees, north positive (WGS 84).
    public let latitude: Double
    /// Degrees, east positive.
    public let longitude: Double
    /// Metres above the ellipsoid.
    public let elevation: Double

    /// Names a place.
    public init(latitude: Double, longitude: Double, elevation: Double) {
        self.latitude = latitude
        self.longitude = longitude
        self.elevation = elevation
    }
}

extension ObservingPlace {
    /// Whether all three numbers are finite.
    public var isFinite: Bool { latitude.isFinite && longitude.isFinite && elevation.isFinite }
}
