/// How many messages came, went and fell out since the start.
public struct MQTTCounters: Sendable, Equatable {
    /// Delivered by the broker.
    public internal(set) var received: UInt64 = 0
    /// Handed to the network; a repetition after a lost connection counts again.
    public internal(set) var sent: UInt64 = 0
    /// Delivered by the broker and not taken by the receiver, whose queue was full.
    public internal(set) var inboundDropped: UInt64 = 0
    /// Delivered by the broker with a topic that is no UTF-8.
    public internal(set) var inboundMalformed: UInt64 = 0
    /// Not sent because the deadline or the expiry passed.
    public internal(set) var outboundExpired: UInt64 = 0
    /// Not sent because too many waited or the client stopped.
    public internal(set) var outboundDropped: UInt64 = 0
    /// Not sent because a later one on the same topic took the place.
    public internal(set) var outboundCoalesced: UInt64 = 0
    /// Not taken by the broker or the library: too large, not valid, or not allowed.
    public internal(set) var outboundRefused: UInt64 = 0
}
