/// The types that a setting may have; the raw value is the column `config_type`.
public enum SettingType: String, Sendable, Codable, CaseIterable {
    case string
    case int
    case bool
    case float
    case duration
    case object
}
