public import Kernel

/// Changes one setting of a coordinator, or reloads all from the database when it names none.
public struct ConfigurationUpdateRequest: Codable, Sendable {
    /// The setting.
    @Sought public var configKey: String?
    /// Its new value; `null` is one of some settings, unlike no field.
    public var configValue: JSONValue?

    enum CodingKeys: String, CodingKey {
        case configKey = "config_key"
        case configValue = "config_value"
    }

    /// Reads a request.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        _configKey = try fields.decode(Sought<String?>.self, forKey: .configKey)
        // Not by a `?:` with nil, which is a JSONValue as well.
        if fields.contains(.configValue) { configValue = try fields.decode(JSONValue.self, forKey: .configValue) }
    }
}

/// What a change of a setting did.
public struct ConfigurationUpdateResponse: Codable, Sendable {
    /// The setting; nil after a reload.
    public var configKey: String?
    /// The value before, masked when it is a secret.
    public var oldValue: JSONValue?
    /// The value in force now, masked when it is a secret.
    public var newValue: JSONValue?

    /// Describes a change.
    public init(configKey: String? = nil, oldValue: JSONValue? = nil, newValue: JSONValue? = nil) {
        self.configKey = configKey
        self.oldValue = oldValue
        self.newValue = newValue
    }

    enum CodingKeys: String, CodingKey {
        case configKey = "config_key"
        case oldValue = "old_value"
        case newValue = "new_value"
    }
}

/// Asks for the settings of a coordinator.
public struct ConfigurationGetRequest: Codable, Sendable {
    /// The setting; all when nil.
    @Sought public var configKey: String?

    enum CodingKeys: String, CodingKey {
        case configKey = "config_key"
    }
}

/// Asks for the changes of a coordinator's settings.
public struct ConfigurationHistoryRequest: Codable, Sendable {
    /// The setting; all when nil.
    @Sought public var configKey: String?
    /// The most changes, 1 to 1000, 100 when nil; the latest first.
    public var limit: Int?

    enum CodingKeys: String, CodingKey {
        case limit
        case configKey = "config_key"
    }
}
