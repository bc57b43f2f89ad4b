import Access
import Contracts
import FoundationEssentials
import Health
import Kernel
import Logging
import Messaging
import Support
import Synchronization

@testable import MessageCoordination

/// A message coordinator on a bus, with a node and a broker made of values.
final class MessageFixture: Sendable {
    let time = ManualTime()
    let bus: MessageBus
    let coordinator: MessageCoordinator
    let published: AsyncStream<Publication>
    static let known = Caller(principal: .user(UUID()), name: "known", door: .mqtt)
    static let nobody = Caller.anonymous(at: .mqtt)

    init() throws {
        let bus = MessageBus(
            space: try TopicSpace(prefix: "t"), time: time.source,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        self.bus = bus
        let (published, publish) = AsyncStream<Publication>.makeStream()
        self.published = published
        bus.setOutlet { publish.yield($0) }
        let box = Box()
        let surroundings = MessageSurroundings(
            node: try NodeName("desk"),
            birth: Presence(state: .online, epoch: 1, coordinators: ["message", "security"], version: "1"),
            brokerCheck: HealthCheck("broker") { HealthCheckResult(.healthy) },
            diagnostics: { MessageDiagnostics(node: "desk", uptimeSeconds: 1, broker: .init(connected: true)) },
            forget: { node in box.forgotten.withLock { $0.append(node.text) } },
            tryBroker: { url, port in
                box.tried.withLock { $0.append("\(url ?? "-") \(port.map(String.init) ?? "-")") }
                guard url != "bad" else { throw ServiceError(.unavailable, "no broker there") }
            })
        coordinator = MessageCoordinator(bus: bus, in: surroundings, time: time.source)
        self.box = box
    }

    private let box: Box
    var forgottenNodes: [String] { box.forgotten.withLock { $0 } }
    var triedBrokers: [String] { box.tried.withLock { $0 } }

    private final class Box: Sendable {
        let forgotten = Mutex<[String]>([])
        let tried = Mutex<[String]>([])
    }

    /// Says something through the broker, as other nodes do.
    func hear(_ topic: Topic, _ json: String, enveloped: Bool = false) async {
        await bus.tell(
            Frame(
                topic: topic, suffix: bus.space.suffix(of: topic) ?? "", header: Header(),
                body: .json(Data(json.utf8), isEnveloped: enveloped), door: .mqtt, arrivedAt: time.source.now(),
                receivedAt: time.source.date(), responder: .nobody))
    }

    /// Says that a node is there or gone.
    func hear(_ presence: Presence, of node: String) async throws {
        await hear(bus.space.presence(ofNode: try NodeName(node)), try WireJSON.text(presence))
    }

    /// Publishes health inside the process.
    func say(_ status: HealthStatus, of name: String, message: String = "") async {
        await bus.publish(
            Publication(
                topic: bus.space.health(of: name), payload: report(status, of: name, message), kind: .status,
                source: "coordinator:\(name)"))
    }

    /// A report.
    func report(_ status: HealthStatus, of name: String, _ message: String = "") -> HealthReport {
        HealthReport(
            component: name + "-coordinator", status: status, message: message, timestamp: time.source.date(),
            details: .init(uptimeSeconds: 1, checks: [:]))
    }
}
