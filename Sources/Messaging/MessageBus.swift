public import Access
import FoundationEssentials
public import Kernel
public import Logging
import Synchronization

/// Joins the hosts of this process: finds who takes a frame, and tells listeners what was said.
public final class MessageBus: Sendable {
    /// Where frames go that nobody here takes.
    public typealias Exit = @Sendable (Frame) async -> Void
    /// Where publications go besides the listeners of this process.
    public typealias Outlet = @Sendable (Publication) -> Void

    private struct State {
        var handlers = TopicTrie<any FrameHandler>()
        var exit: Exit?
        var outlet: Outlet?
        var statistics = BusStatistics()
    }

    /// The topics of this installation.
    public let space: TopicSpace
    private let families: Set<String>
    private let time: TimeSource
    private let logger: Logger
    private let state = Mutex(State())

    /// Makes a bus without anybody on it.
    ///
    /// - Parameters:
    ///   - space: The topics of this installation.
    ///   - families: The topic families that are counted apart.
    ///   - time: Where time comes from.
    ///   - logger: Where dead letters are told.
    public init(space: TopicSpace, families: Set<String> = [], time: TimeSource = .system, logger: Logger) {
        self.space = space
        self.families = families
        self.time = time
        self.logger = logger
    }

    /// Lets a handler take all frames that match some filters.
    public func attach(_ handler: any FrameHandler, to filters: [TopicFilter]) {
        state.withLock { state in
            for filter in filters { state.handlers.insert(handler, for: filter) }
        }
    }

    /// Ends what `attach` began.
    public func detach(_ handler: any FrameHandler, from filters: [TopicFilter]) {
        state.withLock { state in
            for filter in filters { _ = state.handlers.remove(filter) { $0 === handler } }
        }
    }

    /// Decides where frames go that nobody here takes.
    public func setExit(_ exit: @escaping Exit) { state.withLock { $0.exit = exit } }

    /// Decides where publications go besides the listeners of this process.
    public func setOutlet(_ outlet: @escaping Outlet) { state.withLock { $0.outlet = outlet } }

    /// Hands a frame to whoever takes it; without a taker it goes to the exit, and without an exit it is a dead letter
    /// and `not_found`.
    public func deliver(_ frame: Frame) async {
        let family = family(of: frame.suffix)
        let (takers, exit) = state.withLock { state in
            state.statistics.families[family, default: .init()].in += 1
            return (state.handlers.matches(frame.topic), state.exit)
        }
        for taker in takers { await taker.receive(frame) }
        guard takers.isEmpty else { return }
        guard let exit else {
            countDeadLetter(frame.topic)
            let error = ServiceError(.notFound, "nobody takes \(frame.topic)")
            frame.responder.answer(Reply(.failure(error), from: "message"))
            return
        }
        await exit(frame)
    }

    /// Tells the listeners of this process what others said; nobody needs to listen.
    public func tell(_ frame: Frame) async {
        for listener in state.withLock({ $0.handlers.matches(frame.topic) }) { await listener.receive(frame) }
    }

    /// Says something to the listeners of this process and, through the outlet, to everybody else.
    public func publish(_ publication: Publication) async {
        let suffix = space.suffix(of: publication.topic) ?? ""
        let family = family(of: suffix)
        let (listeners, outlet) = state.withLock { state in
            state.statistics.families[family, default: .init()].out += 1
            return (state.handlers.matches(publication.topic), state.outlet)
        }
        outlet?(publication)
        guard !listeners.isEmpty else { return }
        let frame = Frame(
            topic: publication.topic, suffix: suffix,
            header: Header(kind: publication.kind == .event ? .event : .status, source: publication.source),
            body: .value(publication.payload), door: .process, arrivedAt: time.now(), receivedAt: time.date(),
            responder: .nobody)
        for listener in listeners { await listener.receive(frame) }
    }

    /// Sends a command to whoever takes it, here or on another node, and waits for the typed reply.
    ///
    /// The host that takes it answers within the command's deadline, so nothing else needs to watch the clock.
    /// - Parameters:
    ///   - suffix: The route, such as `telescope/status/get`.
    ///   - request: The request, handed over as it is.
    ///   - type: The response type.
    ///   - caller: In whose name.
    ///   - limit: How long the asker waits.
    /// - Returns: The response.
    /// - Throws: The failure, or `CancellationError` when the asker is cancelled.
    public func ask<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ suffix: String, _ request: Request, as type: Response.Type, from caller: Caller,
        within limit: Duration = .seconds(30)
    ) async throws -> Response {
        let race = Race<Reply>()
        // The frame is given away whole: only when nobody holds it any more can its responder answer by itself.
        await deliver(
            Frame(
                topic: space.coordinator(suffix), suffix: suffix, header: Header(), body: .value(request),
                door: .process, caller: caller, arrivedAt: time.now(), receivedAt: time.date(), expiry: limit,
                responder: Responder { race.finish(with: .success($0)) }))
        let reply = try await withTaskCancellationHandler {
            try await race.value()
        } onCancel: {
            race.finish(with: .failure(CancellationError()))
        }
        switch reply.outcome {
        case .failure(let error): throw error
        case .success(let value as Response): return value
        case .success(let value as JSONValue):
            return try WireJSON.decode(Response.self, from: WireJSON.encode(value))
        case .success:
            throw ServiceError(.internal, "the reply of \(suffix) has another type than was asked for")
        }
    }

    /// Counts a frame that nobody takes.
    public func countDeadLetter(_ topic: Topic) {
        state.withLock { $0.statistics.deadLetters += 1 }
        logger.debug("nobody takes this topic", metadata: ["topic": "\(topic)"])
    }

    /// Counts a reply that went out.
    public func countReply(to suffix: String) {
        let family = family(of: suffix)
        state.withLock { $0.statistics.families[family, default: .init()].out += 1 }
    }

    /// Counts a frame that was refused or dropped.
    public func countDrop(of suffix: String) {
        let family = family(of: suffix)
        state.withLock { $0.statistics.families[family, default: .init()].dropped += 1 }
    }

    /// Counts an inbound message that could not even be refused.
    public func countLoss() { state.withLock { $0.statistics.lost += 1 } }

    /// Counts a reply whose asker had gone.
    public func countLateReply() { state.withLock { $0.statistics.lateReplies += 1 } }

    /// The counts since the start.
    public var statistics: BusStatistics { state.withLock { $0.statistics } }

    // Anybody may send to any topic: only known families get a counter of their own, or memory would grow.
    private func family(of suffix: String) -> String {
        let first = suffix.prefix { $0 != "/" }
        let name = String(first)
        return families.contains(name) ? name : "other"
    }
}
