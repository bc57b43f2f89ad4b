public import Access

/// One thing about a coordinator that can be changed while it runs: its name, type, default and limits.
public struct SettingKey<Value: SettingValue>: Sendable {
    /// The name, unique within a coordinator: `poll_timeout`.
    public let name: String
    /// What is in force when nobody said otherwise.
    public let defaultValue: Value
    /// What it means, for the people who change it.
    public let description: String
    /// Whether the value is masked in every answer.
    public let isSecret: Bool
    /// What is needed to change it besides `config:write`, by a login: its values widen what others may do or hear.
    public let permission: Permission?
    /// Whether its default takes back what the permission guards, so that `config:write` is enough to return to it.
    public let isHarmlessAtDefault: Bool
    /// What is wrong with a value of the right type, such as `must be from 1 to 65535`; nil if nothing.
    public let fault: @Sendable (Value) -> String?

    /// Describes a setting that has limits of its own making.
    public init(
        _ name: String, default defaultValue: Value, description: String = "", isSecret: Bool = false,
        permission: Permission? = nil, isHarmlessAtDefault: Bool = false,
        fault: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.description = description
        self.isSecret = isSecret
        self.permission = permission
        self.isHarmlessAtDefault = isHarmlessAtDefault
        self.fault = fault
    }
}

extension SettingKey where Value: Comparable {
    /// Describes a setting that lies within a range.
    public init(
        _ name: String, default defaultValue: Value, valid: ClosedRange<Value>, description: String = "",
        permission: Permission? = nil
    ) {
        self.init(name, default: defaultValue, description: description, permission: permission) { value in
            guard !valid.contains(value) else { return nil }
            return "must be from \(Self.text(valid.lowerBound)) to \(Self.text(valid.upperBound))"
        }
    }

    private static func text(_ value: Value) -> String {
        guard let duration = value as? Duration else { return "\(value)" }
        return duration.settingText
    }
}

extension SettingKey where Value == String {
    /// Describes a setting that is one of a few words.
    public init(_ name: String, default defaultValue: String, oneOf words: [String], description: String = "") {
        self.init(name, default: defaultValue, description: description) { value in
            words.contains(value) ? nil : "must be one of \(words.joined(separator: ", "))"
        }
    }
}
