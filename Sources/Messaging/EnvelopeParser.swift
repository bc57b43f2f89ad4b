import Access
public import FoundationEssentials
public import Kernel

/// Reads the wire form of a message: what is an envelope, what is bare, and what the header says.
///
/// The one place that decides.
public struct EnvelopeParser: Sendable {
    /// What the bytes turned out to be.
    public struct Message: Sendable {
        /// What it says about itself.
        public let header: Header
        /// True when the request is the member `payload`.
        public let isEnveloped: Bool
        /// The object, `{}` for an empty payload.
        public let json: Data
    }

    /// The most bytes of a message.
    public var maximumSize: Int
    /// The deepest nesting of arrays and objects.
    public var maximumDepth: Int

    /// Makes a parser with its limits.
    public init(maximumSize: Int = 262_144, maximumDepth: Int = 64) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
    }

    /// Reads a message.
    ///
    /// - Parameter bytes: The MQTT payload or the line of a socket.
    /// - Returns: Its header and its object.
    /// - Throws: `invalid_request` naming the limit or the field.
    public func parse(_ bytes: Data) throws(ServiceError) -> Message {
        guard bytes.count <= maximumSize else {
            throw ServiceError(
                .invalidRequest, "the message has \(bytes.count) bytes, the most is \(maximumSize)",
                details: ["limit": .integer(Int64(maximumSize))])
        }
        guard !bytes.isEmpty else { return Message(header: Header(), isEnveloped: false, json: Data("{}".utf8)) }
        // The decoder would also take UTF-16 and UTF-32, in which nesting cannot be measured byte by byte; both have
        // bytes that UTF-8 JSON never has.
        guard !bytes.contains(where: { $0 == 0 || $0 >= 0xF8 }) else {
            throw ServiceError(.invalidRequest, "the message must be JSON in UTF-8")
        }
        guard JSONNesting.depth(of: bytes, isAtMost: maximumDepth) else {
            throw ServiceError(
                .invalidRequest, "the message nests deeper than \(maximumDepth) levels",
                details: ["limit": .integer(Int64(maximumDepth))])
        }
        let wire: WireHeader
        do {
            wire = try WireJSON.decode(WireHeader.self, from: bytes)
        } catch {
            throw ServiceError(.invalidRequest, DecodingExplanation.text(for: error, what: "the message"))
        }
        try wire.check()
        return Message(header: wire.header, isEnveloped: wire.isEnveloped, json: bytes)
    }
}
