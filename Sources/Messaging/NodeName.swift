public import Kernel

/// The name of a node: 1 to 48 of the characters `a` to `z`, `0` to `9` and `-`.
public struct NodeName: Hashable, Sendable, CustomStringConvertible {
    /// The name as it stands in topics.
    public let text: String

    /// Checks a name.
    ///
    /// - Parameter text: The name.
    /// - Throws: `invalid_request` when it is no node's name.
    public init(_ text: String) throws(ServiceError) {
        guard let name = NodeName(validating: text) else {
            throw ServiceError(.invalidRequest, "the name of a node is 1 to 48 of the characters a-z, 0-9 and -")
        }
        self = name
    }

    /// Checks a name where nobody wants to know why it is none.
    public init?(validating text: some StringProtocol) {
        guard (1...48).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = String(text)
    }

    /// The name as it stands in topics.
    public var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
