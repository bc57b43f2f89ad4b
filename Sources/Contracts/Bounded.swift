public import Kernel

/// A finite number whose type knows its range: one that exists is in range.
public struct Bounded<Limits: NumberLimits>: Sendable, Hashable {
    /// The number.
    public let value: Double

    /// Takes a number that is in range.
    ///
    /// - Parameters:
    ///   - value: The number.
    ///   - field: The field's name, for the error.
    /// - Throws: `invalid_request` naming the field and the range.
    public init(_ value: Double, field: String) throws(ServiceError) {
        guard Limits.range.contains(value) else {
            throw ServiceError(
                .invalidRequest, "field \(field) \(Limits.range.requirement)", details: ["field": .string(field)])
        }
        self.value = value
    }
}

extension Bounded: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Double.self)
        guard Limits.range.contains(value) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Limits.range.requirement)
        }
        self.value = value
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
