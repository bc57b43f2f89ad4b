/// Where a dome is to turn or to tilt its opening.
public struct DomeTarget: Decodable, Sendable {
    /// Degrees from north through east.
    public let azimuth: Azimuth?
    /// Degrees above the horizon.
    public let altitude: DomeAltitude?
}

/// Degrees above the horizon of a dome's opening, 0 ≤ altitude ≤ 90.
public typealias DomeAltitude = Bounded<DomeAltitudeLimits>

/// The range of a dome's altitude.
public enum DomeAltitudeLimits: NumberLimits {
    /// A dome opens above the horizon only.
    public static let range = NumberRange(0...90, "degrees")
}

/// Whether a dome is to follow its telescope.
public struct DomeSlaving: Decodable, Sendable {
    /// True to follow.
    public let slaved: Bool
}
