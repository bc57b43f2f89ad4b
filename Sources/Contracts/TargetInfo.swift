/// Where a telescope was sent, as replies and events give it.
public struct TargetInfo: Codable, Sendable, Equatable {
    /// Hours, ICRS, or in the mount's own system when it does not say which.
    public var rightAscension: Double?
    /// Degrees, ICRS, or in the mount's own system when it does not say which.
    public var declination: Double?
    /// Hours, of the equinox of then.
    public var rightAscensionOfDate: Double?
    /// Degrees, of the equinox of then.
    public var declinationOfDate: Double?
    /// Degrees above the horizon.
    public var altitude: Double?
    /// Degrees from north through east.
    public var azimuth: Double?

    /// Nothing is known yet.
    public init() {}

    /// Describes a place above the horizon.
    public init(altitude: Double, azimuth: Double) {
        self.altitude = altitude
        self.azimuth = azimuth
    }

    enum CodingKeys: String, CodingKey {
        case declination, altitude, azimuth
        case rightAscension = "right_ascension"
        case rightAscensionOfDate = "right_ascension_date"
        case declinationOfDate = "declination_date"
    }
}
