import Kernel

/// The values that are in force for one coordinator at one moment.
public struct SettingsSnapshot: Sendable, Equatable {
    private let values: [String: JSONValue]

    /// Takes values that were validated; keys that are missing have their defaults.
    init(_ values: [String: JSONValue]) {
        self.values = values
    }

    /// A snapshot in which everything has its default.
    public init() {
        self.init([:])
    }

    /// The value of a setting.
    public subscript<Value>(key: SettingKey<Value>) -> Value {
        values[key.name].flatMap(Value.init(setting:)) ?? key.defaultValue
    }
}
