/// What a connection's thread tells the client at each turn, and what it is told in return.
struct SessionReport {
    /// Outcomes for waiting tasks.
    var outcomes: [(ticket: Ticket?, result: Result<Void, MQTTError>)] = []
    var received: UInt64 = 0
    var sent: UInt64 = 0
    var inboundDropped: UInt64 = 0
    var inboundMalformed: UInt64 = 0
    var outboundRefused: UInt64 = 0
    var outboundExpired: UInt64 = 0
    var roundTrip: Duration?
    var missedProbes = 0
}

/// What a connection's thread does next.
struct SessionWork {
    /// Whether to go on.
    enum Command {
        case goOn
        /// Send what waits, then say goodbye.
        case drain
        /// Nobody waits for this connection any more.
        case leave
    }

    var command = Command.leave
    var entries: [OutboundQueue.Entry] = []
    var changes: [SubscriptionChange] = []
}
