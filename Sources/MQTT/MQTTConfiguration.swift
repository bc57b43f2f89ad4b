public import Kernel

/// Everything a client needs to know about its brokers and itself.
public struct MQTTConfiguration: Sendable {
    /// The listeners, tried in this order.
    public var brokers: [MQTTAddress]
    /// The client's name at the broker; a second client with the same name disconnects the first.
    public var clientID: String
    /// The account, if the broker asks for one.
    public var username: String?
    /// The password of the account.
    public var password: String?
    /// After how much silence the library asks the broker for a sign of life; at least 5 s.
    public var keepAlive: Duration = .seconds(15)
    /// The files of encrypted connections.
    public var tls: MQTTTLS?
    /// What the broker publishes when the client dies.
    public var will: MQTTWill?
    /// The largest packet the broker may send, in bytes; nil for no limit.
    public var maximumPacketSize: UInt32?
    /// How long to wait after a round in which no broker could be reached.
    public var backoff = Backoff()
    /// The most rounds in a row without a connection, 0 for no limit.
    public var maxReconnectAttempts = 0
    /// How long one broker may take to accept the connection and the subscriptions.
    public var connectTimeout: Duration = .seconds(10)
    /// How often the client makes a round trip through the broker to see whether it hangs.
    public var probeInterval: Duration = .seconds(2)
    /// The topic of those round trips, one of the client's own; nil for none.
    public var probeTopic: String?
    /// A connection that ends earlier than this counts as a failed attempt.
    public var stableAfter: Duration = .seconds(5)
    /// The most messages that wait for a connection or for the broker's acknowledgements.
    public var queueLimit = 10_000
    /// The most bytes of payload that wait likewise.
    public var queueByteLimit = 16 << 20
    /// How long a graceful end may take to send what waits.
    public var drainLimit: Duration = .seconds(2)

    /// Describes a client; the other properties have defaults.
    public init(brokers: [MQTTAddress], clientID: String, username: String? = nil, password: String? = nil) {
        self.brokers = brokers
        self.clientID = clientID
        self.username = username
        self.password = password
    }
}
