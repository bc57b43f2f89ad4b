public import FoundationEssentials

/// The one configuration of JSON on the wire, in files and in the database: dates as RFC 3339 UTC with milliseconds.
public enum WireJSON {
    // JSONEncoder and JSONDecoder are safe to share once configured: each call makes its own working state.
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(date))
        }
        return encoder
    }()

    private static let sortedEncoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(date))
        }
        return encoder
    }()

    private static let prettyEncoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys, .prettyPrinted]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(date))
        }
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "must be a time such as 2026-01-16T21:04:05.123Z")
            }
            return date
        }
        return decoder
    }()

    /// The bytes of a value.
    public static func encode(_ value: some Encodable) throws -> Data {
        try encoder.encode(value)
    }

    /// The bytes of a value with its keys in order: the same value gives the same bytes.
    public static func encodeSorted(_ value: some Encodable) throws -> Data {
        try sortedEncoder.encode(value)
    }

    /// The value in some bytes.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: Data) throws -> Value {
        try decoder.decode(type, from: bytes)
    }

    /// The text of a value, keys in order; for logs, files and columns.
    public static func text(_ value: some Encodable) throws -> String {
        String(decoding: try encodeSorted(value), as: UTF8.self)
    }

    /// The text of a value on several lines, keys in order; for people.
    public static func prettyText(_ value: some Encodable) throws -> String {
        String(decoding: try prettyEncoder.encode(value), as: UTF8.self)
    }
}
