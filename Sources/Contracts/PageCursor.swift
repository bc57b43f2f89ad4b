import FoundationEssentials
import Kernel

/// Where a list goes on: the sort keys of the last item seen, opaque to whoever carries it.
public struct PageCursor: Sendable, Hashable, Codable {
    /// The sort keys of the last item.
    public let keys: [String]

    /// Points behind an item.
    public init(_ keys: [String]) { self.keys = keys }

    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // A failed read means that the text was not made here.
        guard text.utf8.count <= 2048, let bytes = Data(base64Encoded: text),
            let keys = try? WireJSON.decode([String].self, from: bytes)
        else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be the next_cursor of an earlier reply")
        }
        self.keys = keys
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(try WireJSON.encode(keys).base64EncodedString())
    }
}
