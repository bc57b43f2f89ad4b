import Kernel

/// The names of a telescope's state; each is nil when the mount does not say, or says something impossible.
extension AlpacaDeviceState {
    /// Whether the mount follows the sky.
    public var isTracking: Bool? { self["Tracking"]?.boolean }
    /// Whether the mount moves to a target.
    public var isSlewing: Bool? { self["Slewing"]?.boolean }
    /// Whether the mount is parked.
    public var isAtPark: Bool? { self["AtPark"]?.boolean }
    /// Whether the mount is at its home position.
    public var isAtHome: Bool? { self["AtHome"]?.boolean }
    /// Hours, 0 ≤ ra < 24, in the mount's equatorial system.
    public var rightAscension: Double? { self["RightAscension"]?.double }
    /// Degrees, ±90, in the mount's equatorial system.
    public var declination: Double? { self["Declination"]?.double }
    /// Degrees above the horizon.
    public var altitude: Double? { self["Altitude"]?.double }
    /// Degrees from north through east, 0 ≤ az < 360.
    public var azimuth: Double? { self["Azimuth"]?.double }
    /// Local apparent sidereal time in hours.
    public var siderealTime: Double? { self["SiderealTime"]?.double }
    /// The side of the pier; nil also when the mount says that it does not know.
    public var sideOfPier: PierSide? {
        guard let side = self["SideOfPier"]?.whole.flatMap({ PierSide(rawValue: Int($0)) }) else { return nil }
        return side == .unknown ? nil : side
    }
    /// The mount's clock, ISO 8601.
    public var utcDate: String? { self["UTCDate"]?.text }
}
