import Contracts
import FoundationEssentials
public import Kernel
public import Logging
public import Messaging
import Synchronization

/// Joins the bus and the broker: frames in, replies and publications out, requests to other nodes.
///
/// What came from the broker is never sent back to it; bytes are made and read here and nowhere else on this path.
public final class MQTTBridge: Sendable {
    /// What the bridge needs to know of the node.
    public struct Setup: Sendable {
        /// The node's name.
        public var node: NodeName
        /// When the node started, in milliseconds; tells a late last will from a fresh birth.
        public var epoch: Int64
        /// What a topic suffix is for.
        public var role: @Sendable (String) -> TopicRole
        /// Whether this node answers on topics that nobody knows.
        public var answersUnknown: Bool
        /// A fresh token that proves this node to others.
        public var token: @Sendable () -> String?
        /// Whether replies with content may go to topics that others can read.
        public var sharedReplies: @Sendable () -> Bool
        /// The limits of a message.
        public var parser: @Sendable () -> EnvelopeParser
        /// The most inbound messages that wait for the bus.
        public var queueSize: Int

        /// Describes the node.
        public init(
            node: NodeName, epoch: Int64, role: @escaping @Sendable (String) -> TopicRole, answersUnknown: Bool,
            token: @escaping @Sendable () -> String?, sharedReplies: @escaping @Sendable () -> Bool,
            parser: @escaping @Sendable () -> EnvelopeParser, queueSize: Int = 10_000
        ) {
            self.node = node
            self.epoch = epoch
            self.role = role
            self.answersUnknown = answersUnknown
            self.token = token
            self.sharedReplies = sharedReplies
            self.parser = parser
            self.queueSize = queueSize
        }
    }

    /// The brokers and how to reach them.
    public let configuration: MQTTConfiguration
    let setup: Setup
    let bus: MessageBus
    let time: TimeSource
    let logger: Logger
    let pending = PendingReplies()
    let client: MosquittoClient
    private let inbound: AsyncStream<InboundMessage>
    private let overflow: AsyncStream<InboundMessage>
    private let connections: AsyncStream<MQTTConnectionState>
    private let birth = Mutex<Presence?>(nil)

    /// Prepares a bridge; `run()` connects it.
    ///
    /// - Parameters:
    ///   - configuration: The brokers and how to reach them; the last will is set here.
    ///   - setup: The node.
    ///   - bus: The bus.
    ///   - time: Where time comes from.
    ///   - logger: Where the bridge logs.
    public init(
        _ configuration: MQTTConfiguration, _ setup: Setup, bus: MessageBus, time: TimeSource = .system, logger: Logger
    ) {
        self.setup = setup
        self.bus = bus
        self.time = time
        self.logger = logger
        let (inbound, entrance) = AsyncStream<InboundMessage>.makeStream(
            bufferingPolicy: .bufferingOldest(setup.queueSize))
        let (overflow, spillway) = AsyncStream<InboundMessage>.makeStream(
            bufferingPolicy: .bufferingOldest(setup.queueSize))
        let (connections, changes) = AsyncStream<MQTTConnectionState>.makeStream(bufferingPolicy: .bufferingNewest(8))
        self.inbound = inbound
        self.overflow = overflow
        self.connections = connections
        let away = Presence(state: .offline, epoch: setup.epoch)
        var configuration = configuration
        configuration.probeTopic = bus.space.probe(setup.node).text
        configuration.will = MQTTWill(
            topic: bus.space.presence(ofNode: setup.node).text,
            payload: (try? WireJSON.encode(away)) ?? Data(),  // two plain fields: nothing in it can fail
            qos: .atLeastOnce, retain: true)
        self.configuration = configuration
        client = MosquittoClient(
            configuration: configuration, logger: logger, time: time,
            onMessage: { message in
                if case .enqueued = entrance.yield(message) { return true }
                if case .enqueued = spillway.yield(message) { return false }
                bus.countLoss()
                return false
            },
            onConnectionChange: { changes.yield($0) })
    }

    /// What is known of the connection now.
    public var connection: MQTTConnectionState { client.state }

    /// Connects, stays connected and feeds the bus until `stop()`.
    ///
    /// - Throws: The last error when the configured attempts are used up.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.client.run() }
            group.addTask { for await message in self.inbound { await self.take(message) } }
            group.addTask { for await message in self.overflow { self.refuseForWantOfRoom(message) } }
            group.addTask { await self.greetBrokers() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Hears of some topics from now on, also after every reconnect.
    ///
    /// - Parameter filters: A set that does not overlap: the broker delivers once for each matching subscription.
    /// - Throws: The broker's refusal.
    public func open(_ filters: [TopicFilter]) async throws {
        for filter in filters {
            try await client.subscribe(filter.text, qos: .atLeastOnce, noLocal: true, retainAsPublished: true)
        }
    }

    /// Hears no more of some topics.
    public func close(_ filters: [TopicFilter]) async {
        for filter in filters {
            // A filter that cannot be given back goes with the connection, which is about to end.
            try? await client.unsubscribe(filter.text)
        }
    }

    /// Tells everybody that the node is there, now and after every reconnect.
    public func announce(coordinators: [String], version: String) {
        let presence = Presence(
            state: .online, epoch: setup.epoch, coordinators: coordinators, version: version)
        birth.withLock { $0 = presence }
        send(presence)
    }

    /// Clears what another node has retained about itself.
    public func forget(_ node: NodeName) {
        client.send(
            OutboundMessage(
                topic: bus.space.presence(ofNode: node).text, qos: .atLeastOnce, retain: true, deadline: .seconds(30)))
    }

    /// Says goodbye and disconnects; the last will is not published.
    public func stop() async {
        if birth.withLock({ $0 }) != nil { send(Presence(state: .offline, epoch: setup.epoch)) }
        await client.disconnect()
    }

    // The broker forgets who was there when it loses its store, and publishes the last will when a connection breaks.
    private func greetBrokers() async {
        for await state in connections where state.isConnected {
            if let presence = birth.withLock({ $0 }) { send(presence) }
        }
    }

    private func send(_ presence: Presence) {
        // Plain fields: nothing in it can fail.
        guard let payload = try? WireJSON.encode(presence) else { return }
        client.send(
            OutboundMessage(
                topic: bus.space.presence(ofNode: setup.node).text, payload: payload, qos: .atLeastOnce, retain: true,
                deadline: .seconds(30), coalesce: true))
    }
}
