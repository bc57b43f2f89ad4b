public import FoundationEssentials
public import Kernel

/// Asks how a telescope is.
public struct StatusRequest: Codable, Sendable {
    /// The telescope.
    public let telescopeID: UUID

    /// Names a telescope.
    public init(telescopeID: UUID) { self.telescopeID = telescopeID }

    enum CodingKeys: String, CodingKey {
        case telescopeID = "telescope_id"
    }
}

/// How a mount is; what is not known is `null`, never 0.
public struct MountStatus: Codable, Sendable, Equatable {
    /// Whether the mount is connected.
    public var connected: Bool
    /// Whether it follows the sky.
    @Explicit public var tracking: Bool?
    /// Whether it moves to a target.
    @Explicit public var slewing: Bool?
    /// Whether it is parked.
    @Explicit public var atPark: Bool?
    /// Whether it is at its home position.
    @Explicit public var atHome: Bool?
    /// Hours, ICRS, or in the mount's own system when it does not say which.
    @Explicit public var rightAscension: Double?
    /// Degrees, ICRS, or in the mount's own system when it does not say which.
    @Explicit public var declination: Double?
    /// Hours, of the equinox of now.
    @Explicit public var rightAscensionOfDate: Double?
    /// Degrees, of the equinox of now.
    @Explicit public var declinationOfDate: Double?
    /// Degrees above the horizon.
    @Explicit public var altitude: Double?
    /// Degrees from north through east.
    @Explicit public var azimuth: Double?
    /// Hours.
    @Explicit public var siderealTime: Double?
    /// `east` or `west`.
    @Explicit public var sideOfPier: String?
    /// The mount's clock.
    @Explicit public var utcDate: String?
    /// Milliseconds since it was read.
    @Explicit public var age: Int?

    /// Nothing is known yet.
    public init(connected: Bool = false) { self.connected = connected }

    enum CodingKeys: String, CodingKey {
        case connected, tracking, slewing, declination, altitude, azimuth
        case atPark = "at_park"
        case atHome = "at_home"
        case rightAscension = "right_ascension"
        case rightAscensionOfDate = "right_ascension_date"
        case declinationOfDate = "declination_date"
        case siderealTime = "sidereal_time"
        case sideOfPier = "side_of_pier"
        case utcDate = "utc_date"
        case age = "age_ms"
    }
}

/// How a device of a telescope is.
public struct DeviceStatus: Codable, Sendable, Equatable {
    /// The device's id.
    public let deviceID: String
    /// Whether it is connected.
    public let connected: Bool
    /// `idle`, `connecting`, `connected`, `degraded` or `disconnected`.
    public let phase: String
    /// What it calls itself.
    @Explicit public var name: String?
    /// What it says of itself and can be believed, by the names of ASCOM's DeviceState in snake_case.
    public let state: [String: JSONValue]
    /// Milliseconds since it was read.
    @Explicit public var age: Int?
    /// Why the last read or attempt failed.
    @Explicit public var failure: String?
    /// Its present or last movement.
    @Explicit public var motion: MotionInfo?

    /// Describes a device.
    public init(
        deviceID: String, connected: Bool, phase: String, name: String?, state: [String: JSONValue], age: Int?,
        failure: String?, motion: MotionInfo? = nil
    ) {
        self.deviceID = deviceID
        self.connected = connected
        self.phase = phase
        self.state = state
        self.name = name
        self.age = age
        self.failure = failure
        self.motion = motion
    }

    enum CodingKeys: String, CodingKey {
        case connected, phase, name, state, failure, motion
        case deviceID = "device_id"
        case age = "age_ms"
    }
}

/// A movement, as status and events give it.
public struct MotionInfo: Codable, Sendable, Equatable {
    /// The movement's id.
    public let motionID: String
    /// The device that moves.
    public let deviceID: String
    /// What the device does.
    public let role: String
    /// What it is, such as `slew` or `park`.
    public let kind: String
    /// `requested`, `moving`, `settled`, `aborted` or `failed`.
    public let state: String
    /// Where to, of a slew.
    @Explicit public var target: TargetInfo?
    /// Why it was aborted or failed.
    @Explicit public var reason: String?

    /// Describes a movement.
    public init(
        motionID: String, deviceID: String, role: String, kind: String, state: String, target: TargetInfo?,
        reason: String?
    ) {
        self.motionID = motionID
        self.deviceID = deviceID
        self.role = role
        self.kind = kind
        self.state = state
        self.target = target
        self.reason = reason
    }

    enum CodingKeys: String, CodingKey {
        case role, kind, state, target, reason
        case motionID = "motion_id"
        case deviceID = "device_id"
    }
}

/// How a telescope is; also the payload of its state events.
public struct StatusResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// Its mount.
    public let status: MountStatus
    /// Its devices by role; further devices of a role as `camera.2`.
    public let devices: [String: DeviceStatus]
    /// The mount's present or last movement.
    @Explicit public var motion: MotionInfo?
    /// How near the mount is to the limits, and which are reached.
    public let limits: LimitsStatus

    /// Describes a telescope.
    public init(
        telescopeID: String, status: MountStatus, devices: [String: DeviceStatus], motion: MotionInfo?,
        limits: LimitsStatus
    ) {
        self.telescopeID = telescopeID
        self.status = status
        self.devices = devices
        self.limits = limits
        self.motion = motion
    }

    enum CodingKeys: String, CodingKey {
        case status, devices, motion, limits
        case telescopeID = "telescope_id"
    }
}
