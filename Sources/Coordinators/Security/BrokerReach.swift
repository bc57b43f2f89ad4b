/// From where clients reach the broker.
public enum BrokerReach: Sendable, Equatable {
    /// From this machine only: the node's own broker listens on loopback.
    case thisMachine
    /// From elsewhere too, or nobody knows; the words say why.
    case beyond(String)
}
