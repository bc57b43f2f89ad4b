/// A name, or several, by which something is looked for: one that nothing can have is refused with its field.
@propertyWrapper
public struct Sought<Value: SoughtName>: Sendable {
    /// What is looked for.
    public var wrappedValue: Value

    /// Looks for something.
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

/// What a name that is looked for may be; whether there is such a thing is found out later.
public enum SoughtLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement = "must be 1 to 255 characters on one line, without spaces at its ends"

    /// Whether a text is one.
    public static func allows(_ text: String) -> Bool { text.unicodeScalars.count <= 255 && text.isReadableLine }
}

/// Something that can be looked for: a name, names, or none.
public protocol SoughtName: Codable, Sendable {
    /// Reads what `encode(to:)` writes, and refuses what is no name.
    init(soughtFrom decoder: any Decoder) throws
}

extension String: SoughtName {
    /// Reads a name.
    public init(soughtFrom decoder: any Decoder) throws { self = try BoundedText<SoughtLimits>(from: decoder).text }
}

extension Array: SoughtName where Element == String {
    /// Reads names; the error has the place of one that is none.
    public init(soughtFrom decoder: any Decoder) throws {
        self = try [BoundedText<SoughtLimits>](from: decoder).map(\.text)
    }
}

extension Optional: SoughtName where Wrapped: SoughtName {
    /// Reads `null` as none.
    public init(soughtFrom decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decodeNil() ? nil : Wrapped(soughtFrom: decoder)
    }
}

extension Sought: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is no name.
    public init(from decoder: any Decoder) throws { wrappedValue = try Value(soughtFrom: decoder) }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension KeyedDecodingContainer {
    /// Nothing is looked for by a field that is absent; synthesized decoding picks this overload up.
    public func decode<Value: SoughtName>(
        _ type: Sought<Value?>.Type, forKey key: Key
    ) throws -> Sought<Value?> {
        Sought(wrappedValue: try decodeIfPresent(Sought<Value>.self, forKey: key)?.wrappedValue)
    }
}

extension KeyedEncodingContainer {
    /// Leaves out what is not looked for; synthesized encoding picks this overload up.
    public mutating func encode<Value: SoughtName>(_ value: Sought<Value?>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
