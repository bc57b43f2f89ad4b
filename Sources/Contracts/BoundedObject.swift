import FoundationEssentials
public import Kernel

/// An object in the sender's own form, small, and with nothing in it that steers a screen: others will read it.
public struct BoundedObject: Sendable, Hashable {
    /// The most bytes of JSON.
    public static let most = 16_384
    /// What the object must be, for the refusal.
    public static let requirement =
        "must be at most \(most) bytes of JSON, without control characters but line ends and tabs in texts, and without "
        + "those that turn the direction of writing"

    /// The members.
    public let members: [String: JSONValue]

    /// Takes members that are in bounds.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - field: The field's name, for the error.
    /// - Throws: `invalid_request` naming the field and the bounds.
    public init(_ members: [String: JSONValue], field: String) throws(ServiceError) {
        guard Self.allows(members) else {
            throw ServiceError(
                .invalidRequest, "field \(field) \(Self.requirement)",
                details: ["field": .string(field), "limit": .integer(Int64(Self.most))])
        }
        self.members = members
    }

    /// The object as the database keeps it.
    public var json: JSONValue { .object(members) }

    /// Whether members are in bounds.
    private static func allows(_ members: [String: JSONValue]) -> Bool {
        // A number that JSON cannot write is none that came from JSON.
        guard let size = try? WireJSON.encode(members).count, size <= most else { return false }
        return isReadable(.object(members))
    }

    // A name is one line, as names are everywhere; text may be prose.
    private static func isReadable(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .integer, .number: true
        case .string(let text): !text.unicodeScalars.contains(where: \.steersProse)
        case .array(let elements): elements.allSatisfy(isReadable)
        case .object(let members):
            members.allSatisfy { !$0.key.unicodeScalars.contains(where: \.steers) && isReadable($0.value) }
        }
    }
}

extension BoundedObject: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let members = try container.decode([String: JSONValue].self)
        guard Self.allows(members) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.requirement)
        }
        self.members = members
    }

    /// Writes the plain object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(members)
    }
}
