public import Kernel

/// What a device said, as it was read back; what is not known is `null`.
public struct DeviceReport: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The device.
    public let deviceID: String
    /// What it said, by the names of the request's fields.
    public let values: [String: JSONValue]

    /// Describes what a device said.
    public init(telescopeID: String, deviceID: String, values: [String: JSONValue]) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        self.values = values
    }

    /// Reads what `encode(to:)` writes.
    public init(from decoder: any Decoder) throws {
        var members = try [String: JSONValue](from: decoder)
        telescopeID = members.removeValue(forKey: Self.telescopeKey)?.text ?? ""
        deviceID = members.removeValue(forKey: Self.deviceKey)?.text ?? ""
        values = members
    }

    /// Writes the values beside the ids, in one object.
    public func encode(to encoder: any Encoder) throws {
        var members = values
        members[Self.telescopeKey] = .string(telescopeID)
        members[Self.deviceKey] = .string(deviceID)
        try members.encode(to: encoder)
    }

    private static let telescopeKey = "telescope_id"
    private static let deviceKey = "device_id"
}
