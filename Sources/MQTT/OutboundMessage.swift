public import FoundationEssentials

/// A message for the broker, and how long it is worth sending.
public struct OutboundMessage: Sendable {
    /// The concrete topic.
    public var topic: String
    /// The bytes, perhaps none.
    public var payload: Data
    /// How hard to try.
    public var qos: QoS
    /// Whether the broker keeps it for later subscribers.
    public var retain: Bool
    /// The seconds the broker may hold it; time spent waiting in the client is taken off.
    public var messageExpiry: UInt32?
    /// Where the answer is expected.
    public var responseTopic: String?
    /// What the answer carries again, at most 65,535 bytes.
    public var correlationData: Data?
    /// Names and values.
    public var userProperties: [(String, String)]
    /// How long the message may wait in the client, from the moment it is handed over; then it is dropped.
    public var deadline: Duration?
    /// Whether, while it waits, a later one on the same topic takes its place.
    public var coalesce: Bool

    /// Describes a message.
    public init(
        topic: String, payload: Data = Data(), qos: QoS = .atMostOnce, retain: Bool = false,
        messageExpiry: UInt32? = nil, responseTopic: String? = nil, correlationData: Data? = nil,
        userProperties: [(String, String)] = [], deadline: Duration? = nil, coalesce: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.messageExpiry = messageExpiry
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.userProperties = userProperties
        self.deadline = deadline
        self.coalesce = coalesce
    }
}
