public import FoundationEssentials
public import Kernel

/// How near a telescope is to its limits.
public struct LimitsStatus: Codable, Sendable, Equatable {
    /// Degrees below which nothing is observed at the site.
    @Explicit public var minimumAltitude: Double?
    /// Degrees below which nothing is seen where the mount points: the horizon or the minimum, whichever is higher.
    @Explicit public var lowestAltitude: Double?
    /// Degrees that the mount is above that; negative below it.
    @Explicit public var margin: Double?
    /// The limits that were reached and are not cleared.
    public let reached: [LimitReached]

    /// Describes the limits.
    public init(
        minimumAltitude: Double? = nil, lowestAltitude: Double? = nil, margin: Double? = nil,
        reached: [LimitReached] = []
    ) {
        self.reached = reached
        self.minimumAltitude = minimumAltitude
        self.lowestAltitude = lowestAltitude
        self.margin = margin
    }

    enum CodingKeys: String, CodingKey {
        case margin, reached
        case minimumAltitude = "minimum_altitude"
        case lowestAltitude = "lowest_altitude"
    }
}

/// A limit that a moving telescope reached.
public struct LimitReached: Codable, Sendable, Equatable {
    /// The limit's name.
    public let limit: String
    /// What it says.
    public let message: String
    /// The value and what it is measured against.
    public let details: [String: JSONValue]
    /// When it was reached.
    public let since: Date
    /// Whether the telescope was brought to a stand.
    public let stopped: Bool

    /// Describes a limit.
    public init(limit: String, message: String, details: [String: JSONValue], since: Date, stopped: Bool) {
        self.limit = limit
        self.message = message
        self.details = details
        self.since = since
        self.stopped = stopped
    }
}

/// What happened to a movement, or a limit that was reached: the payload of motion events.
public struct MotionEvent: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The movement; null when a limit was reached while the mount followed the sky.
    @Explicit public var motion: MotionInfo?
    /// The limit that was reached.
    public let limitReached: LimitReached?

    /// Describes what happened.
    public init(telescopeID: String, motion: MotionInfo?, limitReached: LimitReached? = nil) {
        self.telescopeID = telescopeID
        self.limitReached = limitReached
        self.motion = motion
    }

    enum CodingKeys: String, CodingKey {
        case motion
        case telescopeID = "telescope_id"
        case limitReached = "limit_reached"
    }
}
