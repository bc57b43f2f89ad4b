/// What is known of the connection to the broker at one moment.
public struct MQTTConnectionState: Sendable, Equatable {
    /// What the client is doing.
    public enum Phase: Sendable, Equatable {
        /// `run()` has not been called.
        case idle
        /// A broker is being tried.
        case connecting(MQTTAddress)
        /// Accepted, and every subscription is in place.
        case connected(MQTTAddress)
        /// No broker could be reached; the next round comes after a pause.
        case waiting
        /// `run()` has ended.
        case stopped
    }

    /// What the client is doing.
    public internal(set) var phase = Phase.idle
    /// Monotonic time, by the client's time source, of the change to this phase.
    public internal(set) var since: Duration = .zero
    /// The rounds in a row that made no lasting connection.
    public internal(set) var failedRounds = 0
    /// How often a connection was made.
    public internal(set) var connections = 0
    /// Why the last connection ended or was not made.
    public internal(set) var lastError: MQTTError?
    /// How long the last round trip through the broker took.
    public internal(set) var roundTrip: Duration?
    /// The round trips in a row that the broker has not answered; three end the connection.
    public internal(set) var missedProbes = 0
    /// The messages that wait for the broker.
    public internal(set) var queued = 0
    /// What came, went and fell out.
    public internal(set) var counters = MQTTCounters()

    /// Whether messages go out at once.
    public var isConnected: Bool {
        guard case .connected = phase else { return false }
        return true
    }
}
