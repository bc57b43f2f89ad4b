public import FoundationEssentials
public import Kernel

/// A value that can be read from a field.
public protocol PostgresDecodable: Sendable {
    /// Reads the value.
    /// - Throws: `PostgresError` `decoding`, naming the column, what was expected and what was found.
    static func decode(_ field: PostgresField) throws(PostgresError) -> Self
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value, which must be one that the type has.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(field)) else { throw field.mismatch(Self.self) }
        return value
    }
}

extension Bool: PostgresDecodable {
    /// Reads a `bool`.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Bool {
        try field.required([PostgresType.bool], as: Bool.self) == "t"
    }
}

extension PostgresDecodable where Self: FixedWidthInteger {
    /// Reads a whole number that fits.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Self {
        guard let value = Self(try field.required(PostgresType.integers, as: Self.self), radix: 10) else {
            throw field.mismatch(Self.self)
        }
        return value
    }
}

extension Int: PostgresDecodable {}
extension Int32: PostgresDecodable {}
extension Int64: PostgresDecodable {}
extension UInt8: PostgresDecodable {}

extension Double: PostgresDecodable {
    /// Reads any number; a `numeric` may lose digits.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Double {
        guard let value = Double(try field.required(PostgresType.numbers, as: Double.self)) else {
            throw field.mismatch(Double.self)
        }
        return value
    }
}

extension String: PostgresDecodable {
    /// Reads a text, or a value of a type that has no Swift form but its text.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> String {
        guard PostgresType.texts.contains(field.type) || field.type >= PostgresType.firstOfUser else {
            throw field.mismatch(String.self)
        }
        return try field.required(as: String.self)
    }
}

extension UUID: PostgresDecodable {
    /// Reads a `uuid`.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> UUID {
        guard let value = UUID(uuidString: try field.required([PostgresType.uuid], as: UUID.self)) else {
            throw field.mismatch(UUID.self)
        }
        return value
    }
}

extension Date: PostgresDecodable {
    /// Reads a `timestamptz`, or a `date` as its midnight in UTC.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Date {
        let text = try field.required([PostgresType.timestamptz, PostgresType.date], as: Date.self)
        guard let value = PostgresTimestamp.date(text) else { throw field.mismatch(Date.self) }
        return value
    }
}

extension Data: PostgresDecodable {
    /// Reads a `bytea`.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Data {
        guard let bytes = PostgresBytes.bytes(try field.required([PostgresType.bytea], as: Data.self)) else {
            throw field.mismatch(Data.self)
        }
        return Data(bytes)
    }
}

extension JSONValue: PostgresDecodable {
    /// Reads a `json` or `jsonb`.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> JSONValue {
        let text = try field.required(PostgresType.jsonTypes, as: JSONValue.self)
        // The server checked the text; what it reads and this house does not is a number out of range.
        guard let value = try? WireJSON.decode(JSONValue.self, from: Data(text.utf8)) else {
            throw field.mismatch(JSONValue.self)
        }
        return value
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// Reads a value that may be NULL.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> Wrapped? {
        guard field.text != nil else { return nil }
        return try Wrapped.decode(field)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads an array of one dimension without NULLs; bytes are a `bytea`.
    public static func decode(_ field: PostgresField) throws(PostgresError) -> [Element] {
        try Element.decodeArray(field)
    }
}
