import Access
import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Logging
public import Messaging
public import Settings

/// Knows how well every coordinator is and which nodes are there, and what the node's messages do.
public actor MessageCoordinator: Coordinator {
    /// `message`.
    public static let name = "message"
    /// The settings of messages on every node.
    public static let settings = MessageSettings.all

    let bus: MessageBus
    let around: MessageSurroundings
    private let time: TimeSource
    private let logger: Logger
    private var board = HealthBoard()
    private var nodes = NodeBook()
    private var meter = RateMeter()
    private var losses = LossWindow()
    private var interval: Duration = .seconds(30)
    private var forgetAfter: Duration = .seconds(86_400)
    private var broker: (url: String?, port: Int?) = (nil, nil)
    private var listener: Listener?

    /// Makes the coordinator.
    ///
    /// - Parameters:
    ///   - bus: Where health and presence are heard.
    ///   - surroundings: What it is given of the node.
    ///   - time: Where time comes from.
    ///   - logger: Where forgotten nodes are told.
    public init(
        bus: MessageBus, in surroundings: MessageSurroundings, time: TimeSource = .system,
        logger: Logger = Logger(label: "bigskies.message")
    ) {
        self.bus = bus
        around = surroundings
        self.time = time
        self.logger = logger
    }

    /// The broker, and whether messages are lost.
    public nonisolated var checks: [HealthCheck] {
        [
            around.brokerCheck,
            HealthCheck("queues") { [weak self] in
                await self?.lookForLosses() ?? HealthCheckResult(.unknown, "the coordinator has ended")
            },
        ]
    }

    /// The coordinators that some node says it hosts.
    public var onlineCoordinators: Set<String> { nodes.online }

    /// Takes what concerns itself; the rest is in force on every node without it.
    public func apply(_ settings: SettingsSnapshot) async {
        interval = settings[MessageSettings.monitorInterval]
        forgetAfter = settings[MessageSettings.nodeForgetAfter]
        let url = settings[MessageSettings.brokerURL]
        let port = settings[MessageSettings.brokerPort]
        broker = (url.isEmpty ? nil : url, port == 0 ? nil : port)
    }

    /// Connects to a new broker before its address is stored.
    public func vet(_ key: String, _ value: JSONValue) async throws {
        var wanted = broker
        switch key {
        case MessageSettings.brokerURL.name:
            // What is no address at all is the store's to refuse.
            guard let url = value.text, MessageSettings.brokerURL.fault(url) == nil else { return }
            wanted.url = url.isEmpty ? nil : url
        case MessageSettings.brokerPort.name:
            guard let port = value.whole, (0...65_535).contains(port) else { return }
            wanted.port = port == 0 ? nil : Int(port)
        default:
            return
        }
        guard wanted.url != nil || wanted.port != nil else { return }
        try await around.tryBroker(wanted.url, wanted.port)
    }

    /// Begins to listen.
    public func start() {
        _ = nodes.note(around.birth, of: around.node, at: time.now(), date: time.date())
        let listener = Listener("message") { [weak self] frame in await self?.hear(frame) }
        self.listener = listener
        bus.attach(listener, to: filters)
    }

    /// Takes samples for the rates and forgets nodes that do not come back.
    public func run() async throws {
        while true {
            meter.sample(await around.diagnostics(), at: time.now())
            for node in nodes.gone(for: forgetAfter, at: time.now()) {
                do {
                    try await forget(node)
                } catch {
                    // It stays in the book and is tried again at the next round.
                    logger.debug(
                        "a node could not be forgotten", metadata: ["node": "\(node)", "error": "\(error)"])
                }
            }
            try await time.sleep(min(interval, .seconds(10)))
        }
    }

    /// Listens no more.
    public func stop() {
        if let listener { bus.detach(listener, from: filters) }
        listener = nil
    }

    /// The health as it stands now.
    func health(_ request: HealthGetRequest, for caller: Caller) throws(ServiceError) -> HealthGetResponse {
        // The route hands over by name only those who may know more.
        let tellsAll = caller.principal != .anonymous
        var standings = board.standings(at: time.now(), interval: interval)
        if let component = request.component {
            let suffix = "-coordinator"
            let name = component.hasSuffix(suffix) ? String(component.dropLast(suffix.count)) : component
            guard let standing = standings[name] else {
                throw ServiceError(.notFound, "nothing was ever heard of this component")
            }
            standings = [name: standing]
        }
        let components = standings.map { name, standing in
            let component =
                tellsAll
                ? HealthGetResponse.Component(
                    status: standing.status.rawValue, message: standing.message, details: standing.details,
                    lastSeen: standing.lastSeen, stale: standing.isStale)
                : HealthGetResponse.Component(status: standing.status.rawValue, message: standing.message)
            return (name + "-coordinator", component)
        }
        let status = standings.isEmpty ? HealthStatus.unknown : .aggregate(standings.values.map(\.status))
        return HealthGetResponse(
            status: status.rawValue, components: Dictionary(components) { first, _ in first },
            nodes: tellsAll ? nodes.listed : [])
    }

    /// Forgets a node that somebody says will not come back.
    func forget(_ request: NodeForgetRequest) async throws {
        let node = try NodeName(request.node)
        switch nodes.isOnline(node) {
        case nil: throw ServiceError(.notFound, "no node \(node)")
        case true?: throw ServiceError(.invalidState, "node \(node) is online")
        case false?: try await forget(node)
        }
    }

    /// What the messages of this node do.
    func diagnostics() async -> MessageDiagnostics {
        meter.rated(await around.diagnostics(), at: time.now())
    }

    /// Takes a health report or a presence.
    func hear(_ frame: Frame) async {
        if let coordinator = bus.space.coordinator(fromHealth: frame.topic) {
            hearHealth(frame, of: coordinator)
        } else if let node = bus.space.node(fromPresence: frame.topic), node != around.node {
            await hearPresence(frame, of: node)
        }
    }

    private func hearHealth(_ frame: Frame, of coordinator: String) {
        // What is hosted here is heard directly: the broker's copy may be left from an earlier life of this node.
        guard frame.door == .process || around.birth.coordinators?.contains(coordinator) != true else { return }
        let isOurOwnWord = frame.door == .process && frame.header.source == Self.source && coordinator != Self.name
        guard !isOurOwnWord, coordinator.utf8.count <= 64,
            let report = try? frame.decode(HealthReport.self)  // whoever publishes something else is not heard
        else { return }
        board.note(report, of: coordinator, at: time.now(), date: frame.receivedAt)
    }

    private func hearPresence(_ frame: Frame, of node: NodeName) async {
        // Whoever publishes something else is not heard.
        guard let presence = try? frame.decode(Presence.self) else { return }
        let gone = nodes.note(presence, of: node, at: time.now(), date: frame.receivedAt)
        for coordinator in gone.sorted() {
            let report = board.lose(coordinator, with: node.text, at: time.now(), date: time.date())
            await bus.publish(
                Publication(
                    topic: bus.space.health(of: coordinator), payload: report, kind: .status, source: Self.source,
                    isRetained: true, expiry: interval * 3, coalesces: true))
        }
    }

    private func forget(_ node: NodeName) async throws {
        try await around.forget(node)
        // It may have come back while the broker was told.
        guard nodes.isOnline(node) == false, let homeless = nodes.forget(node) else { return }
        board.forget(homeless)
        logger.info("forgot a node", metadata: ["node": "\(node)"])
    }

    private func lookForLosses() async -> HealthCheckResult {
        let diagnostics = await around.diagnostics()
        return losses.look(at: diagnostics.losses, now: time.now())
    }

    private var filters: [TopicFilter] { [bus.space.allHealth, bus.space.allPresences] }

    private static let source = "coordinator:message"
}
