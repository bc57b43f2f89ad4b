public import Kernel

/// What hides the sky around a site: the altitude below which nothing is seen, by azimuth.
///
/// Between two points it is a straight line, also from the last to the first.
public struct SiteHorizon: Codable, Sendable, Equatable {
    /// The most points of a horizon.
    public static let most = 1000

    /// A point of the line between the sky and what hides it.
    public struct Point: Codable, Sendable, Equatable {
        /// Degrees from north through east, 0 ≤ azimuth ≤ 360.
        public let azimuth: HorizonAzimuth
        /// Degrees above the horizon.
        public let altitude: Altitude
    }

    /// The points, in any order.
    public let points: [Point]

    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        points = try container.decode([Point].self)
        guard points.count <= Self.most else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be a list of at most \(Self.most) points")
        }
    }

    /// Writes the plain list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(points)
    }

    /// The list as the database keeps it.
    public var json: JSONValue {
        .array(points.map { ["azimuth": .number($0.azimuth.value), "altitude": .number($0.altitude.value)] })
    }
}

/// Degrees from north through east, a full circle included: a horizon may be written from 0 to 360.
public typealias HorizonAzimuth = Bounded<HorizonAzimuthLimits>

/// The range of an azimuth of a horizon.
public enum HorizonAzimuthLimits: NumberLimits {
    /// A full circle is a point of its own.
    public static let range = NumberRange(0...360, "degrees")
}
