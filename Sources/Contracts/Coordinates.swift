/// Hours east of the equinox, 0 ≤ ra < 24.
public typealias RightAscension = Bounded<RightAscensionLimits>
/// Degrees north of the equator, ±90.
public typealias Declination = Bounded<DeclinationLimits>
/// Degrees from north through east, 0 ≤ az < 360.
public typealias Azimuth = Bounded<AzimuthLimits>
/// Degrees above the horizon, ±90.
public typealias Altitude = Bounded<AltitudeLimits>
/// Degrees north, ±90.
public typealias Latitude = Bounded<LatitudeLimits>
/// Degrees east, ±180.
public typealias Longitude = Bounded<LongitudeLimits>
/// Metres above the sea, the range of ASCOM's `SiteElevation`.
public typealias Elevation = Bounded<ElevationLimits>

/// The range of a right ascension.
public enum RightAscensionLimits: NumberLimits {
    /// A full circle is 0 again.
    public static let range = NumberRange(0..<24, "hours")
}

/// The range of a declination.
public enum DeclinationLimits: NumberLimits {
    /// From pole to pole.
    public static let range = NumberRange(-90...90, "degrees")
}

/// The range of an azimuth.
public enum AzimuthLimits: NumberLimits {
    /// A full circle is 0 again.
    public static let range = NumberRange(0..<360, "degrees")
}

/// The range of an altitude.
public enum AltitudeLimits: NumberLimits {
    /// From nadir to zenith.
    public static let range = NumberRange(-90...90, "degrees")
}

/// The range of a latitude.
public enum LatitudeLimits: NumberLimits {
    /// From pole to pole.
    public static let range = NumberRange(-90...90, "degrees north")
}

/// The range of a longitude.
public enum LongitudeLimits: NumberLimits {
    /// East is positive.
    public static let range = NumberRange(-180...180, "degrees east")
}

/// The range of an elevation.
public enum ElevationLimits: NumberLimits {
    /// As ASCOM has it.
    public static let range = NumberRange(-300...10_000, "metres")
}
