import Access
import Hosting
import Kernel
import Logging
import MQTT
import MessageCoordination
import Messaging
import SecurityEngines
import Supervision

/// The command topics at the broker: opened last, closed first.
struct CommandDoor: Supervised {
    let node: Node

    /// Subscribes, and says that the node is there.
    func open() async throws {
        node.bus.setExit { [node] frame in await Self.passOut(frame, of: node) }
        do {
            try await node.bridge.open(filters)
        } catch {
            // Without a broker the node works through its socket; the filters are in the table and wait for it.
            node.logger.warning("the broker is away", metadata: ["error": "\(error)"])
        }
        node.bridge.announce(coordinators: node.configuration.coordinators, version: Version.current)
    }

    func run() async throws {
        let (forever, _) = AsyncStream<Never>.makeStream()
        for await _ in forever {}
    }

    func stop() async { await node.bridge.close(filters) }

    func probe() async -> Bool { true }

    // A minimal set that does not overlap: the broker delivers once for each matching subscription.
    private var filters: [TopicFilter] {
        let space = node.bus.space
        let own = [TopicFilter(space.nodeReplies(node.configuration.node))].compactMap(\.self)
        guard !node.configuration.hosts("message") else { return own + [space.allCoordinators, space.allPresences] }
        let hosted = CoordinatorCatalog.routes.filter { node.configuration.hosts($0.coordinator) }
        let topics = hosted.filter { $0.suffix.hasPrefix("config/") }.map { space.coordinator($0.suffix) }
        let families = Set(hosted.compactMap { $0.suffix.split(separator: "/").first }).subtracting(["config"])
        return own + topics.compactMap { TopicFilter($0) } + families.sorted().map { space.family(String($0)) }
    }

    private static func passOut(_ frame: Frame, of node: Node) async {
        guard frame.door != .mqtt else {
            guard node.configuration.hosts("message") else { return frame.responder.dismiss() }
            return await node.unknownRoutes.receive(frame)
        }
        let role = CoordinatorCatalog.role(of: frame.suffix)
        guard case .route(let isPublic) = role else { return await node.unknownRoutes.receive(frame) }
        do {
            let caller: Caller =
                if let known = frame.caller {
                    known
                } else if isPublic {
                    // Bad credentials are as good as none there.
                    (try? node.gatekeeper.caller(showing: frame.header.credentials, at: frame.door))
                        ?? .anonymous(at: frame.door)
                } else {
                    try node.gatekeeper.caller(showing: frame.header.credentials, at: frame.door)
                }
            // A mandate carries no role: with `anonymous_role` nobody in particular acts where the coordinator is.
            guard isPublic || caller.principal != .anonymous else {
                throw ServiceError(.unauthenticated, "no token was shown, and another node takes this")
            }
            node.bridge.passOn(frame, from: caller)
        } catch {
            let refusal = ServiceError(wrapping: error)
            node.audit.refuse(
                AuditEntry(
                    refusing: frame, of: nil, rule: refusal.message, outcome: refusal.code,
                    at: node.environment.time.date()))
            frame.responder.answer(Reply(.failure(refusal), from: "message"))
        }
    }
}
