public import Access
public import FoundationEssentials

/// What a message says about itself, wherever it stood: in an envelope, beside bare fields, or in MQTT properties.
public struct Header: Sendable {
    /// What the sender calls the message; informative except for `response` and `status` on a route's topic.
    public enum Kind: String, Sendable, Codable {
        case command
        case event
        case status
        case response
    }

    /// The sender's name for this message, 1 to 128 bytes.
    public var messageID: String?
    /// The kind the envelope claims.
    public var kind: Kind?
    /// The `source` the envelope claims; never believed.
    public var source: String?
    /// When the sender made it.
    public var timestamp: Date?
    /// What the reply must carry.
    public var correlationID: String?
    /// Where the reply should go, as text: not yet checked.
    public var replyTo: String?
    /// After which moment it must not be executed.
    public var expiresAt: Date?
    /// What it shows to prove who asks.
    public var credentials: Credentials
    /// In whose name a node passes it on.
    public var onBehalfOf: Mandate?

    /// Collects what a message says about itself.
    public init(
        messageID: String? = nil, kind: Kind? = nil, source: String? = nil, timestamp: Date? = nil,
        correlationID: String? = nil, replyTo: String? = nil, expiresAt: Date? = nil,
        credentials: Credentials = Credentials(), onBehalfOf: Mandate? = nil
    ) {
        self.messageID = messageID
        self.kind = kind
        self.source = source
        self.timestamp = timestamp
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.expiresAt = expiresAt
        self.credentials = credentials
        self.onBehalfOf = onBehalfOf
    }

    /// What a reply carries as `correlation_id`: the request's own, else its message id.
    public var replyCorrelationID: String? { correlationID ?? messageID }
}
