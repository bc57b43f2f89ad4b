public import FoundationEssentials
public import Kernel

/// One line of a setting's history; the values of a secret were never recorded.
public struct SettingChange: Sendable, Codable, Equatable {
    /// What happened to the row.
    public enum Operation: String, Sendable, Codable {
        case insert, update, delete
    }

    /// The setting's name.
    public let key: String
    /// The value before; nil when there was none, and for a secret.
    public let oldValue: JSONValue?
    /// The value after; nil when there is none, and for a secret.
    public let newValue: JSONValue?
    /// What happened.
    public let operation: Operation
    /// The principal who did it, or `sql:` and a database user.
    public let changedBy: String
    /// When.
    public let changedAt: Date

    private enum CodingKeys: String, CodingKey {
        case operation
        case key = "config_key"
        case oldValue = "old_value"
        case newValue = "new_value"
        case changedBy = "changed_by"
        case changedAt = "changed_at"
    }
}
