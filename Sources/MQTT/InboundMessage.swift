public import FoundationEssentials

/// A message as the broker delivered it, copied.
public struct InboundMessage: Sendable {
    /// The concrete topic.
    public var topic: String
    /// The bytes, perhaps none.
    public var payload: Data
    /// The quality of service of this delivery.
    public var qos: QoS
    /// Whether it was published with the retain flag (with retain-as-published) or comes from the broker's store.
    public var isRetained: Bool
    /// Where the sender wants the answer.
    public var responseTopic: String?
    /// What the sender wants to see again in the answer, byte for byte.
    public var correlationData: Data?
    /// The seconds that were left of the message's life when the broker sent it.
    public var messageExpiry: UInt32?
    /// Names and values in the order of sending; at most 64 are kept.
    public var userProperties: [(String, String)]
    /// Monotonic time of arrival, by the client's time source.
    public var receivedAt: Duration

    /// Describes a delivery.
    public init(
        topic: String, payload: Data = Data(), qos: QoS = .atMostOnce, isRetained: Bool = false,
        responseTopic: String? = nil, correlationData: Data? = nil, messageExpiry: UInt32? = nil,
        userProperties: [(String, String)] = [], receivedAt: Duration = .zero
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.messageExpiry = messageExpiry
        self.userProperties = userProperties
        self.receivedAt = receivedAt
    }
}
