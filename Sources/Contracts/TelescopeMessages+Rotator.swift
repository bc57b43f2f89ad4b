/// Where a rotator is to turn, or what its present angle is.
public struct RotatorTarget: Decodable, Sendable {
    /// Degrees; of the sky, or of the mechanics where the route says so.
    public let position: RotatorAngle
}

/// Degrees of a rotator, 0 ≤ angle < 360.
public typealias RotatorAngle = Bounded<RotatorAngleLimits>

/// The range of a rotator's angle.
public enum RotatorAngleLimits: NumberLimits {
    /// A full circle is 0 again.
    public static let range = NumberRange(0..<360, "degrees")
}

/// What is to be set of a rotator; what is absent stays.
public struct RotatorSettings: Decodable, Sendable {
    /// Whether it counts the other way round.
    public let reverse: Bool?
}
