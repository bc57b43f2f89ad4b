/// A field that is written as `null` when it is not known, instead of being left out.
@propertyWrapper
public struct Explicit<Value: Codable & Sendable>: Sendable {
    /// The value, or nil when it is not known.
    public var wrappedValue: Value?

    /// Holds a value or nothing.
    public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }
}

extension Explicit: Equatable where Value: Equatable {}

extension Explicit: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension KeyedDecodingContainer {
    /// A field that is absent is not known; synthesized decoding picks this overload up.
    public func decode<Value>(_ type: Explicit<Value>.Type, forKey key: Key) throws -> Explicit<Value> {
        Explicit(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}
