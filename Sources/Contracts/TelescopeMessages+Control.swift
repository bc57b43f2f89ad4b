public import FoundationEssentials
public import Kernel

/// Sends a telescope to a place in the sky.
public struct SlewRequest: Decodable, Sendable, Waiting {
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
    /// Whether to be answered when the telescope is there.
    public let wait: Bool?
    /// Whether a movement under way is given up for this one.
    public let replace: Bool?

    enum CodingKeys: String, CodingKey {
        case declination, equinox, altitude, azimuth, wait, replace
        case telescopeID = "telescope_id"
        case rightAscension = "right_ascension"
    }
}

/// A place in the sky, as a request names it.
public enum SkyTarget: Sendable, Equatable {
    /// Hours and degrees, of an equinox.
    case equatorial(RightAscension, Declination, Equinox)
    /// Degrees above the horizon, and from north through east.
    case horizontal(Altitude, Azimuth)
}

extension SlewRequest {
    /// The one target that the request names.
    ///
    /// - Returns: The target.
    /// - Throws: `invalid_request` when it names none, half of one or two.
    public func target() throws(ServiceError) -> SkyTarget {
        let namesEquatorial = rightAscension != nil || declination != nil
        let namesHorizontal = altitude != nil || azimuth != nil
        guard namesEquatorial != namesHorizontal else {
            throw ServiceError(
                .invalidRequest, "name either right_ascension and declination, or altitude and azimuth")
        }
        guard namesEquatorial else {
            guard equinox == nil else {
                throw ServiceError(.invalidRequest, "field equinox belongs to right_ascension and declination")
            }
            return .horizontal(try Self.required(altitude, "altitude"), try Self.required(azimuth, "azimuth"))
        }
        return .equatorial(
            try Self.required(rightAscension, "right_ascension"), try Self.required(declination, "declination"),
            equinox ?? .j2000)
    }

    private static func required<Value>(_ value: Value?, _ field: String) throws(ServiceError) -> Value {
        guard let value else {
            throw ServiceError(.invalidRequest, "field \(field) is missing", details: ["field": .string(field)])
        }
        return value
    }
}

/// Parks, unparks or aborts a telescope.
public struct ControlRequest: Codable, Sendable, Waiting {
    /// The telescope.
    public let telescopeID: UUID
    /// Whether to be answered when the movement is over.
    public let wait: Bool?

    /// Names a telescope.
    public init(telescopeID: UUID, wait: Bool? = nil) {
        self.telescopeID = telescopeID
        self.wait = wait
    }

    enum CodingKeys: String, CodingKey {
        case wait
        case telescopeID = "telescope_id"
    }
}

/// Lets a telescope follow the sky, or stand still.
public struct TrackRequest: Codable, Sendable {
    /// The telescope.
    public let telescopeID: UUID
    /// Whether it is to follow the sky.
    public let tracking: Bool

    enum CodingKeys: String, CodingKey {
        case tracking
        case telescopeID = "telescope_id"
    }
}

/// Where a telescope was sent, as replies and events give it.
public struct TargetInfo: Codable, Sendable, Equatable {
    /// Hours.
    public let rightAscension: Double?
    /// Degrees.
    public let declination: Double?
    /// The equinox of right ascension and declination.
    public let equinox: Equinox?
    /// Degrees.
    public let altitude: Double?
    /// Degrees.
    public let azimuth: Double?

    /// Describes a place by its coordinates.
    public init(rightAscension: Double, declination: Double, equinox: Equinox?) {
        self.rightAscension = rightAscension
        self.declination = declination
        self.equinox = equinox
        altitude = nil
        azimuth = nil
    }

    /// Describes a place above the horizon.
    public init(altitude: Double, azimuth: Double) {
        self.altitude = altitude
        self.azimuth = azimuth
        rightAscension = nil
        declination = nil
        equinox = nil
    }

    enum CodingKeys: String, CodingKey {
        case declination, equinox, altitude, azimuth
        case rightAscension = "right_ascension"
    }
}

/// What a slew was answered with.
public struct SlewResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: a refusal is a failure.
    public let accepted: Bool
    /// The movement, as its events name it.
    public let motionID: String?
    /// `moving`, or `settled` after waiting.
    public let state: String
    /// Where to.
    public let target: TargetInfo
    /// Whether tracking was switched on for it.
    public let trackingStarted: Bool
    /// Whether tracking was switched off for it.
    public let trackingStopped: Bool

    /// Describes an accepted slew.
    public init(
        telescopeID: String, motionID: String?, state: String, target: TargetInfo, trackingStarted: Bool,
        trackingStopped: Bool
    ) {
        self.telescopeID = telescopeID
        accepted = true
        self.motionID = motionID
        self.state = state
        self.target = target
        self.trackingStarted = trackingStarted
        self.trackingStopped = trackingStopped
    }

    enum CodingKeys: String, CodingKey {
        case accepted, state, target
        case telescopeID = "telescope_id"
        case motionID = "motion_id"
        case trackingStarted = "tracking_started"
        case trackingStopped = "tracking_stopped"
    }
}

/// What a parking was answered with.
public struct ParkResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: a refusal is a failure.
    public let accepted: Bool
    /// Whether it is parked already.
    public let atPark: Bool
    /// The movement, when there is one.
    public let motionID: String?

    /// Describes an accepted parking.
    public init(telescopeID: String, atPark: Bool, motionID: String?) {
        self.telescopeID = telescopeID
        accepted = true
        self.atPark = atPark
        self.motionID = motionID
    }

    enum CodingKeys: String, CodingKey {
        case accepted
        case telescopeID = "telescope_id"
        case atPark = "at_park"
        case motionID = "motion_id"
    }
}

/// A telescope that was unparked.
public struct UnparkResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always false.
    public let atPark: Bool

    /// Names the telescope.
    public init(telescopeID: String) {
        self.telescopeID = telescopeID
        atPark = false
    }

    enum CodingKeys: String, CodingKey {
        case telescopeID = "telescope_id"
        case atPark = "at_park"
    }
}

/// A telescope that was told to stop.
public struct AbortResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: the mount took the order.
    public let aborted: Bool
    /// The movement that was given up, when one was under way.
    public let motionID: String?

    /// Describes a stop.
    public init(telescopeID: String, motionID: String?) {
        self.telescopeID = telescopeID
        aborted = true
        self.motionID = motionID
    }

    enum CodingKeys: String, CodingKey {
        case aborted
        case telescopeID = "telescope_id"
        case motionID = "motion_id"
    }
}

/// A telescope that was told to follow the sky, or not to.
public struct TrackResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Whether it follows the sky.
    public let tracking: Bool

    /// Describes what was done.
    public init(telescopeID: String, tracking: Bool) {
        self.telescopeID = telescopeID
        self.tracking = tracking
    }

    enum CodingKeys: String, CodingKey {
        case tracking
        case telescopeID = "telescope_id"
    }
}
