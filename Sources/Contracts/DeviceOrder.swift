public import FoundationEssentials

/// A request to one device of a telescope: to which, how, and what is asked for.
public struct DeviceOrder<Values: Decodable & Sendable>: Decodable, Sendable, Waiting, DeviceNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// The device; the role's primary one when nil.
    public let deviceID: UUID?
    /// Whether to be answered when it is done.
    public let wait: Bool?
    /// Whether a movement under way is given up for this one.
    public let replace: Bool?
    /// Whether to take control from whoever observes.
    public let takeOver: Bool?
    /// What is asked for.
    public let values: Values

    enum CodingKeys: String, CodingKey {
        case wait, replace
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case takeOver = "take_over"
    }

    /// Reads the values from the same object as the device.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        telescopeID = try container.decode(UUID.self, forKey: .telescopeID)
        deviceID = try container.decodeIfPresent(UUID.self, forKey: .deviceID)
        wait = try container.decodeIfPresent(Bool.self, forKey: .wait)
        replace = try container.decodeIfPresent(Bool.self, forKey: .replace)
        takeOver = try container.decodeIfPresent(Bool.self, forKey: .takeOver)
        values = try Values(from: decoder)
    }
}

/// A request to one device of a telescope that says no more than that.
public typealias DeviceCommand = DeviceOrder<Empty>
