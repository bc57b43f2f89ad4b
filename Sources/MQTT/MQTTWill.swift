public import FoundationEssentials

/// What the broker publishes when the client goes away without saying so.
public struct MQTTWill: Sendable, Equatable {
    /// The topic.
    public var topic: String
    /// The bytes.
    public var payload: Data
    /// How hard the broker tries to deliver it.
    public var qos: QoS
    /// Whether the broker keeps it for later subscribers.
    public var retain: Bool
    /// The seconds after which the broker forgets it; nil for never.
    public var expiry: UInt32?

    /// Describes a last will.
    public init(
        topic: String, payload: Data, qos: QoS = .atLeastOnce, retain: Bool = false, expiry: UInt32? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.expiry = expiry
    }
}
