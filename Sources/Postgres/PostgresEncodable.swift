public import FoundationEssentials
public import Kernel

/// A value that can be bound to a statement.
public protocol PostgresEncodable: Sendable {
    /// The value as PostgreSQL reads it in text form; nil binds NULL.
    var postgresText: String? { get }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The raw value.
    public var postgresText: String? { rawValue.postgresText }
}

extension Bool: PostgresEncodable {
    public var postgresText: String? { self ? "t" : "f" }
}

extension Int: PostgresEncodable {
    public var postgresText: String? { description }
}

extension Int32: PostgresEncodable {
    public var postgresText: String? { description }
}

extension Int64: PostgresEncodable {
    public var postgresText: String? { description }
}

extension UInt8: PostgresEncodable {
    public var postgresText: String? { description }
}

extension Double: PostgresEncodable {
    public var postgresText: String? { description }
}

extension String: PostgresEncodable {
    public var postgresText: String? { self }
}

extension UUID: PostgresEncodable {
    public var postgresText: String? { text }
}

extension Date: PostgresEncodable {
    public var postgresText: String? { PostgresTimestamp.text(self) }
}

extension Data: PostgresEncodable {
    public var postgresText: String? { "\\x" + Digest.hex(self) }
}

extension JSONValue: PostgresEncodable {
    public var postgresText: String? {
        // Only a number that is not finite cannot be written; the server then says that the text is no JSON.
        (try? WireJSON.text(self)) ?? ""
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public var postgresText: String? { self?.postgresText }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    public var postgresText: String? { Element.postgresText(of: self) }
}
