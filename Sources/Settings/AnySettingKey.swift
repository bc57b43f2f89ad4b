public import Access
public import Kernel

/// A setting whatever its type: what a coordinator lists and the store works with.
public struct AnySettingKey: Sendable {
    /// The name, unique within a coordinator.
    public let name: String
    /// The type.
    public let type: SettingType
    /// What is in force when nobody said otherwise.
    public let defaultValue: JSONValue
    /// What it means, for the people who change it.
    public let description: String
    /// Whether the value is masked in every answer.
    public let isSecret: Bool
    /// What is needed to change it besides `config:write`, by a login.
    public let permission: Permission?
    private let isHarmlessAtDefault: Bool
    private let read: @Sendable (JSONValue) throws(ServiceError) -> JSONValue

    /// Forgets a setting's type.
    public init<Value>(_ key: SettingKey<Value>) {
        name = key.name
        type = Value.settingType
        defaultValue = key.defaultValue.setting
        description = key.description
        isSecret = key.isSecret
        permission = key.permission
        isHarmlessAtDefault = key.isHarmlessAtDefault
        read = { json throws(ServiceError) in
            guard let value = Value(setting: json) else {
                throw Self.refusal(of: key.name, type: Value.settingType, "must be \(Value.wanted)")
            }
            if let fault = key.fault(value) { throw Self.refusal(of: key.name, type: Value.settingType, fault) }
            return value.setting
        }
    }

    /// Checks type and limits.
    /// - Parameter value: What somebody gave.
    /// - Returns: The value as it is stored: durations, for one, as numbers.
    /// - Throws: `ServiceError` `invalidRequest` that says what is wanted.
    public func validate(_ value: JSONValue) throws(ServiceError) -> JSONValue { try read(value) }

    /// What is needed besides `config:write` to set a value; one that the setting cannot have needs as much as others.
    public func permissionNeeded(toSet value: JSONValue) -> Permission? {
        isHarmlessAtDefault && value == defaultValue ? nil : permission
    }

    private static func refusal(of name: String, type: SettingType, _ fault: String) -> ServiceError {
        ServiceError(
            .invalidRequest, "\(name) \(fault)", details: ["config_key": .string(name), "type": .string(type.rawValue)])
    }
}
