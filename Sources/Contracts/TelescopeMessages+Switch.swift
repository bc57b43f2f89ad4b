/// What a switch is to be set to: a value, or on and off.
public struct SwitchSetting: Decodable, Sendable {
    /// The switch's number from 0, or its name.
    public let id: IndexOrName
    /// The value.
    public let value: Double?
    /// On: its highest value; off: its lowest one.
    public let state: Bool?
}

/// A switch of a device, as replies give it; what is not known is `null`.
public struct SwitchInfo: Codable, Sendable, Equatable {
    /// Its number.
    public let id: Int
    /// Its name.
    @Explicit public var name: String?
    /// What it is for.
    @Explicit public var description: String?
    /// Its value.
    @Explicit public var value: Double?
    /// Its lowest value.
    @Explicit public var minimum: Double?
    /// Its highest value.
    @Explicit public var maximum: Double?
    /// The distance of its values.
    @Explicit public var step: Double?
    /// Whether it can be set.
    @Explicit public var writable: Bool?

    /// Describes a switch.
    public init(
        id: Int, name: String?, description: String?, value: Double?, minimum: Double?, maximum: Double?,
        step: Double?, writable: Bool?
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.value = value
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        self.writable = writable
    }
}

/// The switches of a device.
public struct SwitchListResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// The device.
    public let deviceID: String
    /// Its switches.
    public let switches: [SwitchInfo]

    /// Describes the switches.
    public init(telescopeID: String, deviceID: String, switches: [SwitchInfo]) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        self.switches = switches
    }

    enum CodingKeys: String, CodingKey {
        case switches
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
    }
}
