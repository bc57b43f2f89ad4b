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
    /// `t` or `f`.
    public var postgresText: String? { self ? "t" : "f" }
}

extension Int: PostgresEncodable {
    /// Decimal digits.
    public var postgresText: String? { description }
}

extension Int32: PostgresEncodable {
    /// Decimal digits.
    public var postgresText: String? { description }
}

extension Int64: PostgresEncodable {
    /// Decimal digits.
    public var postgresText: String? { description }
}

extension UInt8: PostgresEncodable {
    /// Decimal digits.
    public var postgresText: String? { description }
}

extension Double: PostgresEncodable {
    /// The shortest digits that read back as the same number.
    public var postgresText: String? { description }
}

extension String: PostgresEncodable {
    /// The text itself.
    public var postgresText: String? { self }
}

extension UUID: PostgresEncodable {
    /// The digits in lower case.
    public var postgresText: String? { text }
}

extension Date: PostgresEncodable {
    /// RFC 3339 in UTC, to the microsecond.
    public var postgresText: String? { PostgresTimestamp.text(self) }
}

extension Data: PostgresEncodable {
    /// `\x` and hexadecimal digits.
    public var postgresText: String? { "\\x" + Digest.hex(self) }
}

extension JSONValue: PostgresEncodable {
    /// The JSON text; `null` is the JSON value, not NULL.
    public var postgresText: String? {
        // Only a number that is not finite cannot be written; the server then says that the text is no JSON.
        (try? WireJSON.text(self)) ?? ""
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The value, or NULL.
    public var postgresText: String? { self?.postgresText }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// An array literal; bytes are a `bytea`.
    public var postgresText: String? { Element.postgresText(of: self) }
}
