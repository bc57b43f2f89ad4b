public import FoundationEssentials
import Kernel

/// Tells a mount where it points.
public struct SyncRequest: Decodable, Sendable, SkyTargeting, TelescopeNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// Hours; together with the declination.
    public let rightAscension: RightAscension?
    /// Degrees; together with the right ascension.
    public let declination: Declination?
    /// The equinox of right ascension and declination; ICRS when nil.
    public let equinox: Equinox?
    /// Degrees; together with the azimuth.
    public let altitude: Altitude?
    /// Degrees; together with the altitude.
    public let azimuth: Azimuth?
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case declination, equinox, altitude, azimuth
        case telescopeID = "telescope_id"
        case rightAscension = "right_ascension"
        case takeOver = "take_over"
    }
}

/// A mount that was told where it points.
public struct SyncResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: a refusal is a failure.
    public let synced: Bool
    /// Where it points.
    public let target: TargetInfo

    /// Describes what the mount was told.
    public init(telescopeID: String, target: TargetInfo) {
        self.telescopeID = telescopeID
        synced = true
        self.target = target
    }

    enum CodingKeys: String, CodingKey {
        case synced, target
        case telescopeID = "telescope_id"
    }
}

/// The rate at which a telescope follows the sky.
public enum TrackingRate: String, WireChoice {
    case sidereal
    case lunar
    case solar
    case king
}

/// Lets a telescope follow the sky, or stand still, or changes how it follows.
public struct TrackRequest: Codable, Sendable, TelescopeNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// Whether it is to follow the sky; as it is when nil.
    public let tracking: Bool?
    /// How fast; as it is when nil.
    public let trackingRate: TrackingRate?
    /// An offset in seconds of right ascension per sidereal second, as ASCOM's `RightAscensionRate`.
    public let rightAscensionRate: RateOffset?
    /// An offset in arcseconds per second, as ASCOM's `DeclinationRate`.
    public let declinationRate: RateOffset?
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case tracking
        case telescopeID = "telescope_id"
        case trackingRate = "tracking_rate"
        case rightAscensionRate = "right_ascension_rate"
        case declinationRate = "declination_rate"
        case takeOver = "take_over"
    }
}

/// An offset of a tracking rate.
public typealias RateOffset = Bounded<RateOffsetLimits>

/// The range of an offset; far beyond what follows a comet or a satellite, and finite.
public enum RateOffsetLimits: NumberLimits {
    /// Arcseconds per second, or seconds of right ascension per sidereal second.
    public static let range = NumberRange(-10_000...10_000, "in units of the mount's rate")
}

/// How a telescope follows the sky after a command.
public struct TrackResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Whether it follows the sky; absent when the mount does not say.
    public let tracking: Bool?
    /// How fast, when the command named it.
    public let trackingRate: TrackingRate?
    /// The offset, when the command named it.
    public let rightAscensionRate: Double?
    /// The offset, when the command named it.
    public let declinationRate: Double?

    /// Describes what was done.
    public init(
        telescopeID: String, tracking: Bool?, trackingRate: TrackingRate? = nil, rightAscensionRate: Double? = nil,
        declinationRate: Double? = nil
    ) {
        self.telescopeID = telescopeID
        self.tracking = tracking
        self.trackingRate = trackingRate
        self.rightAscensionRate = rightAscensionRate
        self.declinationRate = declinationRate
    }

    enum CodingKeys: String, CodingKey {
        case tracking
        case telescopeID = "telescope_id"
        case trackingRate = "tracking_rate"
        case rightAscensionRate = "right_ascension_rate"
        case declinationRate = "declination_rate"
    }
}

/// An axis of a mount, by its name or by ASCOM's number.
public enum MountAxis: String, CaseIterable, Codable, Sendable {
    case primary
    case secondary
    case tertiary

    /// Reads a name or a number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(JSONValue.self)
        if let name = value.text, let axis = MountAxis(rawValue: name) {
            self = axis
        } else if let number = value.whole.flatMap({ Int(exactly: $0) }), Self.allCases.indices.contains(number) {
            self = Self.allCases[number]
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be one of primary (0), secondary (1), tertiary (2)")
        }
    }

    /// ASCOM's number.
    public var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Turns an axis of a mount at a rate, for a moment.
public struct MoveAxisRequest: Decodable, Sendable, Waiting, TelescopeNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// The axis.
    public let axis: MountAxis
    /// Degrees per second; 0 stops the axis.
    public let rate: AxisRate
    /// Seconds until it stops by itself unless renewed; 1 when nil.
    public let duration: AxisSeconds?
    /// Whether to be answered when it stands.
    public let wait: Bool?
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case axis, rate, duration, wait
        case telescopeID = "telescope_id"
        case takeOver = "take_over"
    }
}

/// Degrees per second of an axis; what a mount allows it says itself.
public typealias AxisRate = Bounded<AxisRateLimits>

/// The range of an axis' rate.
public enum AxisRateLimits: NumberLimits {
    /// A turn a second is more than any mount does.
    public static let range = NumberRange(-360...360, "degrees per second")
}

/// How long an axis turns.
public typealias AxisSeconds = Bounded<AxisSecondsLimits>

/// The range of an axis' time.
public enum AxisSecondsLimits: NumberLimits {
    /// Somebody who is gone must not leave a mount turning.
    public static let range = NumberRange(0.05...5, "seconds")
}

/// Where a guide pulse goes.
public enum PulseDirection: String, WireChoice {
    case north
    case south
    case east
    case west
}

/// Moves a mount a little for a guide camera.
public struct PulseGuideRequest: Decodable, Sendable, Waiting, TelescopeNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// Where to.
    public let direction: PulseDirection
    /// Seconds.
    public let duration: PulseSeconds
    /// Whether to be answered at the pulse's end.
    public let wait: Bool?
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case direction, duration, wait
        case telescopeID = "telescope_id"
        case takeOver = "take_over"
    }
}

/// How long a guide pulse is.
public typealias PulseSeconds = Bounded<PulseSecondsLimits>

/// The range of a guide pulse's time.
public enum PulseSecondsLimits: NumberLimits {
    /// A millisecond is the unit of the device.
    public static let range = NumberRange(0.001...60, "seconds")
}
