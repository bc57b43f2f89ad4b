public import FoundationEssentials

/// What the messages of a node are doing and have done since its start.
public struct MessageDiagnostics: Codable, Sendable, Equatable {
    /// The connection to the broker.
    public struct Broker: Codable, Sendable, Equatable {
        /// Whether it stands.
        public var connected: Bool
        /// Whom it leads or led to, such as `mqtt://127.0.0.1:1883`.
        public var address: String?
        /// Since when it is as it is.
        public var since: Date?
        /// How often it was made again.
        public var reconnects: Int
        /// Why it was last lost or refused.
        public var lastError: String?
        /// Messages that wait to be sent.
        public var waiting: Int

        enum CodingKeys: String, CodingKey {
            case connected, address, since, reconnects, waiting
            case lastError = "last_error"
        }

        /// Describes a connection.
        public init(
            connected: Bool, address: String? = nil, since: Date? = nil, reconnects: Int = 0, lastError: String? = nil,
            waiting: Int = 0
        ) {
            self.connected = connected
            self.address = address
            self.since = since
            self.reconnects = reconnects
            self.lastError = lastError
            self.waiting = waiting
        }
    }

    /// The counts of one topic family.
    public struct Family: Codable, Sendable, Equatable {
        /// Messages that came in.
        public var `in`: Int
        /// Messages that went out.
        public var out: Int
        /// Messages that were refused for want of room, or dropped.
        public var dropped: Int
        /// Messages in a second, lately.
        public var inRate: Double?
        /// Messages out a second, lately.
        public var outRate: Double?

        enum CodingKeys: String, CodingKey {
            case `in`, out, dropped
            case inRate = "in_rate"
            case outRate = "out_rate"
        }

        /// Describes a family; rates are worked out by the message coordinator.
        public init(in: Int, out: Int, dropped: Int) {
            self.in = `in`
            self.out = out
            self.dropped = dropped
        }
    }

    /// The queue of one coordinator.
    public struct Queue: Codable, Sendable, Equatable {
        /// Commands that run.
        public var running: Int
        /// Commands that wait.
        public var waiting: Int
        /// The most that ever waited at once.
        public var deepest: Int
        /// Commands refused, by code.
        public var refused: [String: Int]

        /// Describes a queue.
        public init(running: Int, waiting: Int, deepest: Int, refused: [String: Int] = [:]) {
            self.running = running
            self.waiting = waiting
            self.deepest = deepest
            self.refused = refused
        }
    }

    /// How long the handler of a route takes.
    public struct Handler: Codable, Sendable, Equatable {
        /// The route.
        public var topic: String
        /// How often it ran.
        public var count: Int
        /// Its longest run, milliseconds.
        public var longest: Double
        /// Its mean run, milliseconds.
        public var mean: Double

        enum CodingKeys: String, CodingKey {
            case topic, count
            case longest = "longest_ms"
            case mean = "mean_ms"
        }

        /// Describes a handler.
        public init(topic: String, count: Int, longest: Double, mean: Double) {
            self.topic = topic
            self.count = count
            self.longest = longest
            self.mean = mean
        }
    }

    /// The node that tells.
    public var node: String
    /// Whole seconds since it started.
    public var uptimeSeconds: Int
    /// The connection to the broker.
    public var broker: Broker
    /// The counts by topic family.
    public var families: [String: Family]
    /// The queues by coordinator.
    public var queues: [String: Queue]
    /// Messages that nobody takes.
    public var deadLetters: Int
    /// Replies that came after their asker had gone.
    public var lateReplies: Int
    /// Messages that could not even be refused.
    public var lost: Int
    /// The slowest handlers, slowest first.
    public var slowest: [Handler]

    enum CodingKeys: String, CodingKey {
        case node, broker, families, queues, lost, slowest
        case uptimeSeconds = "uptime_seconds"
        case deadLetters = "dead_letters"
        case lateReplies = "late_replies"
    }

    /// Describes a node's messages.
    public init(
        node: String, uptimeSeconds: Int, broker: Broker, families: [String: Family] = [:],
        queues: [String: Queue] = [:], deadLetters: Int = 0, lateReplies: Int = 0, lost: Int = 0,
        slowest: [Handler] = []
    ) {
        self.node = node
        self.uptimeSeconds = uptimeSeconds
        self.broker = broker
        self.families = families
        self.queues = queues
        self.deadLetters = deadLetters
        self.lateReplies = lateReplies
        self.lost = lost
        self.slowest = slowest
    }

    /// Messages that were lost or refused for want of room, all families together.
    public var losses: Int { families.values.reduce(lost) { $0 + $1.dropped } }
}
