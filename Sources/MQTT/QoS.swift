/// How hard the broker and the client try to deliver a message.
public enum QoS: Int32, Sendable, Comparable {
    /// Sent once, without acknowledgement.
    case atMostOnce = 0
    /// Sent until it is acknowledged.
    case atLeastOnce = 1
    /// Delivered once, by two round trips.
    case exactlyOnce = 2

    /// Whether less is promised.
    public static func < (left: QoS, right: QoS) -> Bool { left.rawValue < right.rawValue }
}
