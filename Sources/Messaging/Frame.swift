public import Access
public import FoundationEssentials

/// A message in transit.
public struct Frame: Sendable {
    /// What a frame carries: bytes that came from outside, or a value handed over inside the process.
    public enum Body: Sendable {
        /// One JSON object. In an envelope the request is its member `payload`; else it is the whole object.
        case json(Data, isEnveloped: Bool)
        /// A typed request.
        case value(any Sendable)
    }

    /// Where it was sent.
    public let topic: Topic
    /// The part of the topic after `{prefix}/coordinator/`; empty for other topics.
    public let suffix: String
    /// What it says about itself.
    public let header: Header
    /// What it carries.
    public let body: Body
    /// Where it entered.
    public let door: Door
    /// Who is at the other end of a door that knows, such as `uid:1000`; nothing of what the message says.
    public let peer: String?
    /// Who asks, when a part of this process has already made sure; never set for what came from outside.
    public let caller: Caller?
    /// When it entered, on the monotonic clock.
    public let arrivedAt: Duration
    /// When it entered, on the wall clock.
    public let receivedAt: Date
    /// How long after its arrival the sender stops waiting, from the MQTT message expiry.
    public let expiry: Duration?
    /// The MQTT correlation data, echoed byte for byte.
    public let correlationData: Data?
    /// A private reply topic, already checked for its form; nil when the reply goes to the derived topic.
    public let replyAddress: ReplyAddress?
    /// Takes the one reply.
    public let responder: Responder

    /// Puts a message together.
    public init(
        topic: Topic, suffix: String, header: Header, body: Body, door: Door, peer: String? = nil,
        caller: Caller? = nil,
        arrivedAt: Duration,
        receivedAt: Date, expiry: Duration? = nil, correlationData: Data? = nil, replyAddress: ReplyAddress? = nil,
        responder: Responder
    ) {
        self.topic = topic
        self.suffix = suffix
        self.header = header
        self.body = body
        self.door = door
        self.peer = peer
        self.caller = caller
        self.arrivedAt = arrivedAt
        self.receivedAt = receivedAt
        self.expiry = expiry
        self.correlationData = correlationData
        self.replyAddress = replyAddress
        self.responder = responder
    }

    /// True when only the asker can read the reply: a private reply topic, or no broker in between.
    public var repliesPrivately: Bool { replyAddress != nil || door != .mqtt }

    /// True when the sender named a place for a reply.
    public var asksForReply: Bool { replyAddress != nil || header.replyTo != nil }
}
