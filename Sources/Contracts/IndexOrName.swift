/// One of a list, by its number from 0 or by its name.
public enum IndexOrName: Sendable, Hashable, Codable {
    case index(Int)
    case name(String)

    /// Reads what `encode(to:)` writes; a text is always a name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A failed read means that it is no text. Devices put spaces at the ends of names too.
        if let name = try? container.decode(String.self), Self.allows(name) {
            self = .name(name)
        } else if let index = try? container.decode(Int.self), index >= 0 {  // likewise: no whole number
            self = .index(index)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be a name of at most 255 characters, or a whole number from 0")
        }
    }

    private static func allows(_ name: String) -> Bool {
        name.unicodeScalars.count <= 255 && !name.unicodeScalars.contains(where: \.steers)
    }

    /// Writes the number or the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .index(let index): try container.encode(index)
        case .name(let name): try container.encode(name)
        }
    }
}
