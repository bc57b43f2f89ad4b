/// What the start of a movement was answered with.
public struct MotionResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The device that moves; absent when the caller may not read the telescope.
    public let deviceID: String?
    /// Always true: a refusal is a failure.
    public let accepted: Bool
    /// The movement, as its events name it; absent when there was nothing to do.
    public let motionID: String?
    /// `moving`, or `settled` when it is there; `unknown` when the caller may not read the telescope.
    public let state: String
    /// What else is to be said.
    public let note: String?

    /// Describes an accepted movement.
    public init(telescopeID: String, deviceID: String?, motionID: String?, state: String, note: String? = nil) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        accepted = true
        self.motionID = motionID
        self.state = state
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case accepted, state, note
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case motionID = "motion_id"
    }
}

/// A device that was told to stop.
public struct HaltResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The device; absent when the caller may not read the telescope.
    public let deviceID: String?
    /// Always true: the device took the order.
    public let aborted: Bool
    /// The movement that was given up, when one was under way.
    public let motionID: String?
    /// What else is to be said.
    public let note: String?

    /// Describes a stop.
    public init(telescopeID: String, deviceID: String?, motionID: String?, note: String? = nil) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        aborted = true
        self.motionID = motionID
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case aborted, note
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case motionID = "motion_id"
    }
}

/// A command to a mount that was carried out.
public struct ControlResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// Always true: a refusal is a failure.
    public let done: Bool

    /// Names the telescope.
    public init(telescopeID: String) {
        self.telescopeID = telescopeID
        done = true
    }

    enum CodingKeys: String, CodingKey {
        case done
        case telescopeID = "telescope_id"
    }
}
