public import FoundationEssentials

/// Sends a telescope to a place in the sky.
public struct SlewRequest: Decodable, Sendable, Waiting, SkyTargeting, TelescopeNaming, TakingOver {
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
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case declination, equinox, altitude, azimuth, wait, replace
        case telescopeID = "telescope_id"
        case rightAscension = "right_ascension"
        case takeOver = "take_over"
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

/// Parks, unparks or aborts a telescope, sends it home, or makes its place the park position.
public struct ControlRequest: Codable, Sendable, Waiting, DeviceNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// Whether to be answered when the movement is over.
    public let wait: Bool?
    /// Whether another's session is ended for it; needs write access.
    public let takeOver: Bool?

    /// Names a telescope.
    public init(telescopeID: UUID, wait: Bool? = nil, takeOver: Bool? = nil) {
        self.telescopeID = telescopeID
        self.wait = wait
        self.takeOver = takeOver
    }

    /// Always the primary mount.
    public var deviceID: UUID? { nil }

    enum CodingKeys: String, CodingKey {
        case wait
        case telescopeID = "telescope_id"
        case takeOver = "take_over"
    }
}

/// What a parking was answered with.
public struct ParkResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: a refusal is a failure.
    public let accepted: Bool
    /// Whether it is parked already; absent when the caller may not read the telescope.
    public let atPark: Bool?
    /// The movement, when there is one.
    public let motionID: String?
    /// What else is to be said.
    public let note: String?

    /// Describes an accepted parking.
    public init(telescopeID: String, atPark: Bool?, motionID: String?, note: String? = nil) {
        self.telescopeID = telescopeID
        accepted = true
        self.atPark = atPark
        self.motionID = motionID
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case accepted, note
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

/// A telescope of which everything was told to stop.
public struct AbortResponse: Codable, Sendable {
    /// What became of telling one device.
    public struct Outcome: Codable, Sendable, Equatable {
        /// The device.
        public let deviceID: String
        /// What it does.
        public let role: String
        /// Whether it took the order.
        public let stopped: Bool
        /// The movement that was given up, when one was under way.
        public let motionID: String?
        /// Why it could not be told.
        public let error: String?

        /// Describes one device.
        public init(deviceID: String, role: String, stopped: Bool, motionID: String?, error: String?) {
            self.deviceID = deviceID
            self.role = role
            self.stopped = stopped
            self.motionID = motionID
            self.error = error
        }

        enum CodingKeys: String, CodingKey {
            case role, stopped, error
            case deviceID = "device_id"
            case motionID = "motion_id"
        }
    }

    /// The telescope.
    public let telescopeID: String
    /// Always true: every connected device took the order.
    public let aborted: Bool
    /// The mount's movement that was given up, when one was under way.
    public let motionID: String?
    /// Each device that can be stopped; absent when the caller may not read the telescope.
    public let devices: [Outcome]?
    /// What else is to be said.
    public let note: String?

    /// Describes a stop.
    public init(telescopeID: String, motionID: String?, devices: [Outcome]?, note: String? = nil) {
        self.telescopeID = telescopeID
        aborted = true
        self.motionID = motionID
        self.devices = devices
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case aborted, devices, note
        case telescopeID = "telescope_id"
        case motionID = "motion_id"
    }
}
