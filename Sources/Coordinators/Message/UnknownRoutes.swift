public import Access
public import Hosting
import Kernel
public import Messaging

/// Answers for everybody what nobody takes: unknown topics, and routes whose coordinator is on no node.
public final class UnknownRoutes: FrameHandler {
    /// The name in diagnostics.
    public let name = "message"
    private let bus: MessageBus
    private let gatekeeper: any Gatekeeper
    private let routes: [String: RouteDescription]
    private let nearest: NearestName
    private let here: Set<String>
    private let online: @Sendable () async -> Set<String>

    /// Prepares the answers.
    ///
    /// - Parameters:
    ///   - routes: Every route of every coordinator.
    ///   - bus: Where dead letters are counted.
    ///   - gatekeeper: Tells who may be answered at a node's reply topic.
    ///   - here: The coordinators that this node hosts.
    ///   - online: The coordinators that some node hosts now.
    public init(
        _ routes: [RouteDescription], on bus: MessageBus, gatekeeper: any Gatekeeper, here: Set<String>,
        online: @escaping @Sendable () async -> Set<String>
    ) {
        var known: [String: RouteDescription] = [:]
        for route in routes {
            for suffix in [route.suffix] + TopicAliases.spellings(of: route.suffix) { known[suffix] = route }
        }
        self.routes = known
        nearest = NearestName(among: known.keys)
        self.bus = bus
        self.gatekeeper = gatekeeper
        self.here = here
        self.online = online
    }

    /// Answers a frame that nobody here takes, or leaves it to the node that does.
    public func receive(_ frame: Frame) async {
        guard let route = routes[frame.suffix] else { return refuseUnknown(frame) }
        // A host here that does not take its frames is about to start or to stop.
        if !here.contains(route.coordinator), await online().contains(route.coordinator) {
            return frame.responder.dismiss()
        }
        bus.countDeadLetter(frame.topic)
        guard route.kind == .command || frame.asksForReply else { return frame.responder.dismiss() }
        refuse(frame, ServiceError(.unavailable, "no node hosts the \(route.coordinator) coordinator now"))
    }

    private func refuseUnknown(_ frame: Frame) {
        bus.countDeadLetter(frame.topic)
        guard frame.asksForReply || !isStatement(frame) else { return frame.responder.dismiss() }
        let guess = nearest.of(frame.suffix)
        refuse(
            frame,
            ServiceError(
                .notFound, "no such topic" + (guess.map { "; did you mean \($0)?" } ?? ""),
                details: guess.map { ["nearest": .string($0)] } ?? [:]))
    }

    // Whoever only says something is not answered, or two programs that misunderstand each other would never end.
    private func isStatement(_ frame: Frame) -> Bool {
        let levels = frame.suffix.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let saysSo = frame.header.kind == .status || frame.header.kind == .response || frame.header.kind == .event
        return saysSo || (levels.count > 1 && levels[1] == "event") || bus.space.isDerivedReply(frame.topic)
    }

    private func refuse(_ frame: Frame, _ error: ServiceError) {
        if gatekeeper.mayAnswer(frame) {
            frame.responder.answer(Reply(.failure(error), from: name))
        } else {
            let foreign = ServiceError(.invalidRequest, "a node's reply topic is open to that node only")
            frame.responder.answer(Reply(.failure(foreign), from: name, refusesReplyAddress: true))
        }
    }
}
