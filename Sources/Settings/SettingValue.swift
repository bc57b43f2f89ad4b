public import Kernel

/// A Swift type that a setting can have.
public protocol SettingValue: Sendable, Equatable {
    /// The type's name in the database and on the wire.
    static var settingType: SettingType { get }
    /// What is wanted, in words, for the message to somebody who gave something else.
    static var wanted: String { get }
    /// Reads a value; nil when the JSON is of another type.
    init?(setting: JSONValue)
    /// The value as it is stored.
    var setting: JSONValue { get }
}

extension Int: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .int }
    /// What is wanted, in words.
    public static var wanted: String { "a whole number" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        guard let whole = setting.whole else { return nil }
        self.init(exactly: whole)
    }
    /// The value as it is stored.
    public var setting: JSONValue { .integer(Int64(self)) }
}

extension Double: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .float }
    /// What is wanted, in words.
    public static var wanted: String { "a number" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        guard let number = setting.double, number.isFinite else { return nil }
        self = number
    }
    /// The value as it is stored.
    public var setting: JSONValue { .number(self) }
}

extension Bool: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .bool }
    /// What is wanted, in words.
    public static var wanted: String { "true or false" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        guard let truth = setting.boolean else { return nil }
        self = truth
    }
    /// The value as it is stored.
    public var setting: JSONValue { .bool(self) }
}

extension String: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .string }
    /// What is wanted, in words.
    public static var wanted: String { "a text" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        guard let text = setting.text else { return nil }
        self = text
    }
    /// The value as it is stored.
    public var setting: JSONValue { .string(self) }
}

/// A duration is stored as its number of seconds; text such as `30s` or `7d` is read too.
extension Duration: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .duration }
    /// What is wanted, in words.
    public static var wanted: String { "a duration: a number of seconds, or text such as 30s or 7d" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        switch setting {
        case .string(let text): self.init(setting: text)
        case .integer, .number: self.init(setting: setting.double ?? .nan)
        default: return nil
        }
    }
    /// The value as it is stored.
    public var setting: JSONValue {
        let (whole, rest) = components
        return rest == 0 ? .integer(whole) : .number(seconds)
    }
}

/// An object or an array of any shape.
extension JSONValue: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .object }
    /// What is wanted, in words.
    public static var wanted: String { "an object or an array" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        switch setting {
        case .object, .array: self = setting
        default: return nil
        }
    }
    /// The value as it is stored.
    public var setting: JSONValue { self }
}

extension [String]: SettingValue {
    /// The type as the database names it.
    public static var settingType: SettingType { .object }
    /// What is wanted, in words.
    public static var wanted: String { "an array of texts" }
    /// Reads a value; nil when the JSON is of another type.
    public init?(setting: JSONValue) {
        guard let elements = setting.elements else { return nil }
        let texts = elements.compactMap(\.text)
        guard texts.count == elements.count else { return nil }
        self = texts
    }
    /// The value as it is stored.
    public var setting: JSONValue { .array(map { .string($0) }) }
}
