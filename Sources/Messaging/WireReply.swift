public import FoundationEssentials
import Kernel

/// The wire form of a reply: enveloped for an enveloped request, bare for a bare one.
public struct WireReply: Encodable {
    private let reply: Reply
    private let header: Header
    private let isEnveloped: Bool
    private let withContent: Bool
    private let now: Date

    /// Prepares a reply for the wire.
    ///
    /// - Parameters:
    ///   - reply: The answer.
    ///   - header: The header of the request.
    ///   - isEnveloped: Whether the request was an envelope.
    ///   - withContent: False on a topic that others can read: then only success, code and error are told.
    ///   - now: The server's time.
    public init(_ reply: Reply, to header: Header, isEnveloped: Bool, withContent: Bool, now: Date) {
        self.reply = reply
        self.header = header
        self.isEnveloped = isEnveloped
        self.withContent = withContent
        self.now = now
    }

    /// The bytes of a reply; one that cannot be encoded becomes `internal`.
    public static func bytes(
        _ reply: Reply, to header: Header, isEnveloped: Bool, withContent: Bool = true, now: Date
    ) -> Data {
        let wire = WireReply(reply, to: header, isEnveloped: isEnveloped, withContent: withContent, now: now)
        if let bytes = try? WireJSON.encode(wire) { return bytes }  // a response with a value JSON has no word for
        let failure = Reply(
            .failure(ServiceError(.internal, "the reply cannot be written as JSON")), from: reply.coordinator)
        let fallback = WireReply(failure, to: header, isEnveloped: isEnveloped, withContent: true, now: now)
        // A failure without details has nothing that could fail again.
        return (try? WireJSON.encode(fallback)) ?? Data()
    }

    private enum Key: String, CodingKey {
        case type, source, timestamp, payload
        case messageID = "message_id"
        case correlationID = "correlation_id"
    }

    /// Writes the envelope, or the fields beside each other.
    public func encode(to encoder: any Encoder) throws {
        let payload = WireOutcome(outcome: reply.outcome, withContent: withContent)
        if !isEnveloped { try payload.encode(to: encoder) }
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(now, forKey: .timestamp)
        try fields.encodeIfPresent(header.replyCorrelationID, forKey: .correlationID)
        guard isEnveloped else {
            try fields.encodeIfPresent(header.messageID, forKey: .messageID)
            return
        }
        try fields.encode(Identifier.unique(), forKey: .messageID)
        try fields.encode(Header.Kind.response, forKey: .type)
        try fields.encode("coordinator:\(reply.coordinator)", forKey: .source)
        try fields.encode(payload, forKey: .payload)
    }
}
