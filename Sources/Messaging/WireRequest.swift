public import Access
public import FoundationEssentials
public import Kernel

/// The wire form of an enveloped command, as nodes and the command line send it.
public struct WireRequest: Encodable, Sendable {
    /// The sender's name for the message.
    public let messageID: String
    /// Who sends it.
    public let source: String
    /// When.
    public let timestamp: Date
    /// When it ends, if the sender stops waiting.
    public let expiresAt: Date?
    /// What proves who asks.
    public let credentials: Credentials
    /// In whose name a node passes it on.
    public let onBehalfOf: Mandate?
    /// The request.
    public let payload: JSONValue

    /// Prepares a command for the wire.
    public init(
        messageID: String = Identifier.unique(), source: String, timestamp: Date, expiresAt: Date? = nil,
        credentials: Credentials, onBehalfOf: Mandate? = nil, payload: JSONValue
    ) {
        self.messageID = messageID
        self.source = source
        self.timestamp = timestamp
        self.expiresAt = expiresAt
        self.credentials = credentials
        self.onBehalfOf = onBehalfOf
        self.payload = payload
    }

    private enum Key: String, CodingKey {
        case type, source, timestamp, token, payload
        case messageID = "message_id"
        case expiresAt = "expires_at"
        case apiKey = "api_key"
        case onBehalfOf = "on_behalf_of"
    }

    /// Writes the envelope.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(messageID, forKey: .messageID)
        try fields.encode(Header.Kind.command, forKey: .type)
        try fields.encode(source, forKey: .source)
        try fields.encode(timestamp, forKey: .timestamp)
        try fields.encodeIfPresent(expiresAt, forKey: .expiresAt)
        try fields.encodeIfPresent(credentials.token, forKey: .token)
        try fields.encodeIfPresent(credentials.apiKey, forKey: .apiKey)
        try fields.encodeIfPresent(onBehalfOf?.text, forKey: .onBehalfOf)
        try fields.encode(payload, forKey: .payload)
    }
}
