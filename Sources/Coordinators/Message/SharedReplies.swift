public import Kernel
public import Settings

/// Whether replies with content may go to topics that others can read.
public enum SharedReplies: SettingValue {
    /// While the broker listens on loopback only.
    case automatic
    /// Wherever it listens.
    case always
    /// Nowhere.
    case never

    /// What holds for a broker.
    public func allows(onLoopback: Bool) -> Bool {
        switch self {
        case .automatic: onLoopback
        case .always: true
        case .never: false
        }
    }

    /// A truth value, or no value.
    public static var settingType: SettingType { .bool }
    /// What is wanted, in words.
    public static var wanted: String { "true, false, or null for what suits the broker" }

    /// Reads true, false or null.
    public init?(setting: JSONValue) {
        switch setting {
        case .null: self = .automatic
        case .bool(true): self = .always
        case .bool(false): self = .never
        default: return nil
        }
    }

    /// True, false or null.
    public var setting: JSONValue {
        switch self {
        case .automatic: .null
        case .always: .bool(true)
        case .never: .bool(false)
        }
    }
}
