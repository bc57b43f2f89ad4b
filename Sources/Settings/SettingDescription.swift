public import FoundationEssentials
public import Kernel

/// A setting as somebody sees who may read it; the value and the default of a secret are masked.
public struct SettingDescription: Sendable, Codable, Equatable {
    /// The name.
    public let key: String
    /// The value in force.
    public let value: JSONValue
    /// The type.
    public let type: SettingType
    /// What is in force when nobody says otherwise.
    public let defaultValue: JSONValue
    /// What it means.
    public let description: String
    /// Whether it is masked.
    public let isSecret: Bool
    /// When it was last written; nil while nobody did.
    public let updatedAt: Date?
    /// Who wrote it last.
    public let updatedBy: String?

    private enum CodingKeys: String, CodingKey {
        case key, value, type, description
        case defaultValue = "default"
        case isSecret = "is_secret"
        case updatedAt = "updated_at"
        case updatedBy = "updated_by"
    }
}
