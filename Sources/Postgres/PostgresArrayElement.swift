public import FoundationEssentials
public import Kernel

/// A value that may be an element of a PostgreSQL array.
public protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    /// An array of these values as PostgreSQL reads it.
    static func postgresText(of elements: [Self]) -> String
    /// The values in a field that holds an array.
    static func decodeArray(_ field: PostgresField) throws(PostgresError) -> [Self]
}

extension PostgresArrayElement {
    /// The array literal `{"…","…"}`.
    public static func postgresText(of elements: [Self]) -> String {
        PostgresArrayText.text(elements.map(\.postgresText))
    }

    /// The elements of an array of one dimension.
    public static func decodeArray(_ field: PostgresField) throws(PostgresError) -> [Self] {
        let text = try field.required(as: [Self].self)
        guard let element = PostgresType.element(of: field.type) else { throw field.mismatch([Self].self) }
        guard let texts = PostgresArrayText.elements(text) else { throw field.mismatch([Self].self) }
        var values: [Self] = []
        values.reserveCapacity(texts.count)
        for text in texts {
            values.append(try Self.decode(field.element(type: element, text: text)))
        }
        return values
    }
}

extension Bool: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension UUID: PostgresArrayElement {}
extension Date: PostgresArrayElement {}
extension JSONValue: PostgresArrayElement {}

extension UInt8: PostgresArrayElement {
    /// Bytes are a `bytea`, not an array.
    public static func postgresText(of elements: [UInt8]) -> String { "\\x" + Digest.hex(elements) }

    /// The bytes of a `bytea`.
    public static func decodeArray(_ field: PostgresField) throws(PostgresError) -> [UInt8] {
        let text = try field.required([PostgresType.bytea], as: [UInt8].self)
        guard let bytes = PostgresBytes.bytes(text) else { throw field.mismatch([UInt8].self) }
        return bytes
    }
}
