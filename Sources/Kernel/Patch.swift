/// What a partial update says about one field: nothing, clear it, or set it.
public enum Patch<Value: Sendable>: Sendable {
    case keep
    case clear
    case set(Value)
}

extension Patch: Equatable where Value: Equatable {}

extension Patch: Decodable where Value: Decodable {
    /// Reads `null` as clear, anything else as the value to set.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .clear : .set(try container.decode(Value.self))
    }
}

extension KeyedDecodingContainer {
    /// A field that is absent is kept; synthesized decoding picks this overload up.
    public func decode<Value: Decodable & Sendable>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
        guard contains(key) else { return .keep }
        if try decodeNil(forKey: key) { return .clear }
        return .set(try decode(Value.self, forKey: key))
    }
}

extension Patch {
    /// The field's value after the update of one that may be empty.
    public func applied(to current: Value?) -> Value? {
        switch self {
        case .keep: current
        case .clear: nil
        case .set(let value): value
        }
    }
}
