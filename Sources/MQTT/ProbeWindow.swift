/// Decides when to make a round trip through the broker, and when to hold that it hangs.
struct ProbeWindow {
    /// What to do now.
    enum Decision: Equatable {
        case wait
        case send
        case giveUp
    }

    /// The round trips in a row that nothing answered, the one under way included.
    private(set) var unanswered = 0
    /// When to ask again.
    private(set) var nextAt: Duration
    private let interval: Duration
    private let most: Int
    private var sentAt: Duration?

    /// Starts with a pause of one interval.
    init(interval: Duration, most: Int = 3, now: Duration) {
        self.interval = max(interval, .milliseconds(10))
        self.most = most
        nextAt = now + self.interval
    }

    /// Asks what to do; `send` counts a round trip as begun.
    mutating func decide(at now: Duration) -> Decision {
        guard now >= nextAt else { return .wait }
        guard unanswered < most else { return .giveUp }
        unanswered += 1
        sentAt = now
        nextAt = now + interval
        return .send
    }

    /// Anything from the broker shows that it lives.
    mutating func heard() { unanswered = 0 }

    /// The answer to the latest round trip came; how long it took is returned.
    mutating func answered(at now: Duration) -> Duration? {
        unanswered = 0
        defer { sentAt = nil }
        return sentAt.map { now - $0 }
    }
}
