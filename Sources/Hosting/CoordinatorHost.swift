import Access
import FoundationEssentials
import Health
public import Kernel
import Logging
public import Messaging
import Settings

/// Feeds one coordinator: subscriptions, identity, permission, decoding, order, deadlines, audit, replies, health and settings.
public actor CoordinatorHost<Owner: Coordinator>: FrameHandler {
    /// The coordinator's short name.
    public nonisolated let name: String
    let owner: Owner
    let environment: HostEnvironment
    let admission: Admission<Owner>
    let monitor: HealthMonitor
    let logger: Logger
    /// What it has done since its start.
    public internal(set) var figures = HostFigures()
    var interval: Duration = .seconds(30)
    /// The acts whose intent is written and whose outcome is not yet.
    var begun: [UInt64: BegunAct] = [:]

    private let table: RouteTable<Owner>
    private let filters: [TopicFilter]
    private let mostRunning = 256
    private var nextID: UInt64 = 0
    private var lanes = OrderedLanes()
    private var parked: [UInt64: Work<Owner>] = [:]
    private var queue: [Work<Owner>] = []
    private var running: [UInt64: Running] = [:]
    private var ordinaryRunning = 0
    private var watch: Task<Void, Never>?
    private var isOpen = true

    private struct Running {
        let work: Work<Owner>
        var deadline: Duration
        var task: Task<Void, Never>?
    }

    /// Puts a coordinator on a bus, without starting it.
    ///
    /// - Parameters:
    ///   - owner: The coordinator.
    ///   - environment: What the node's hosts share.
    /// - Throws: When the table declares a topic twice.
    public init(_ owner: Owner, in environment: HostEnvironment) throws(ServiceError) {
        self.owner = owner
        self.environment = environment
        name = Owner.name
        admission = Admission(environment: environment)
        table = try RouteTable(Owner.routes + ConfigurationRoutes.rows(of: Owner.self) { environment })
        filters = table.suffixes.compactMap { TopicFilter(environment.bus.space.coordinator($0)) }
        var logger = environment.logger
        logger[metadataKey: "coordinator"] = "\(Owner.name)"
        self.logger = logger
        monitor = HealthMonitor(
            component: Owner.component, checks: owner.checks, interval: .seconds(30), time: environment.time,
            logger: logger)
    }

    /// Every row of such a host without its code.
    public static var descriptions: [RouteDescription] {
        let rows = ConfigurationRoutes.rows(of: Owner.self) {
            throw ServiceError(.unavailable, "there are no settings where routes are only described")
        }
        return (Owner.routes + rows).map(\.description)
    }

    /// Takes a frame from the bus: admits or refuses it.
    public func receive(_ frame: Frame) async {
        guard let route = table[frame.suffix] else { return }
        guard environment.gatekeeper.mayAnswer(frame) else {
            let error = ServiceError(.invalidRequest, "a node's reply topic is open to that node only")
            return refuse(frame, route, error, refusesReplyAddress: true)
        }
        do {
            guard isOpen else { throw ServiceError(.unavailable, "\(name) is stopping") }
            let passed = try admission.check(frame, route)
            try await admit(frame, route, passed)
        } catch {
            refuse(frame, route, ServiceError(wrapping: error))
        }
    }

    /// Lets the bus deliver to this host.
    func open() {
        isOpen = true
        environment.bus.attach(self, to: filters)
    }

    /// Takes no more, and cancels what runs.
    func close() {
        isOpen = false
        environment.bus.detach(self, from: filters)
        let unstarted = queue + Array(parked.values)
        queue = []
        parked = [:]
        for work in unstarted { settleUnstarted(work, ServiceError(.unavailable, "\(name) is stopping")) }
        for work in running.values { work.task?.cancel() }
    }

    private func admit(_ frame: Frame, _ route: Route<Owner>, _ passed: Admission<Owner>.Passed) async throws {
        let now = environment.time.now()
        nextID += 1
        let id = nextID
        let isUrgent = route.traits.contains(.urgent)
        guard isUrgent || queue.count + parked.count < environment.policy.queueSize else {
            environment.bus.countDrop(of: frame.suffix)
            throw ServiceError(.unavailable, "\(name) has too much to do; try again later")
        }
        let key = try await remember(frame, route, passed)
        if case .answered = key { return }
        let work = Work(
            id: id, frame: frame, route: route, caller: passed.caller, body: passed.body, memoryKey: key.key,
            orderKey: isUrgent ? nil : route.orderKey?(passed.body), rule: passed.rule,
            deadline: deadline(of: frame, isUrgent, now))
        guard isOpen else {  // the host may have closed while the memory was asked
            return settleUnstarted(work, ServiceError(.unavailable, "\(name) is stopping"))
        }
        figures.waited(queue.count + parked.count)
        if let lane = work.orderKey, !lanes.enter(lane, id) {
            parked[id] = work
            watchDeadlines(now)
        } else {
            schedule(work, now)
        }
    }

    private func deadline(of frame: Frame, _ isUrgent: Bool, _ now: Duration) -> Duration {
        let untilEnd = frame.header.expiresAt.map { end in
            now + .seconds(max(0, end.timeIntervalSince(environment.time.date())))
        }
        let untilExpiry = frame.expiry.map { frame.arrivedAt + $0 }
        // What is urgent is done although its end is past: the sender's clock may be wrong, and a stop is never too late.
        let ends = [untilEnd, untilExpiry].compactMap(\.self).filter { !isUrgent || $0 > now }
        return ends.min() ?? frame.arrivedAt + .seconds(30)
    }

    private func schedule(_ work: Work<Owner>, _ now: Duration) {
        if !work.isUrgent, ordinaryRunning >= mostRunning {
            queue.append(work)
        } else {
            launch(work)
        }
        watchDeadlines(now)
    }

    private func launch(_ work: Work<Owner>) {
        if !work.isUrgent { ordinaryRunning += 1 }
        running[work.id] = Running(work: work, deadline: work.deadline)
        // The handle is kept: the deadline and the shutdown cancel it.
        running[work.id]?.task = Task { await self.execute(work) }
    }

    private func execute(_ work: Work<Owner>) async {
        let began = environment.time.now()
        let lane = OrderedLane.Place { await self.leaveLane(work) }
        let outcome = await OrderedLane.$place.withValue(lane) {
            await CommandOrigin.$current.withValue(CommandOrigin(work.frame)) { await perform(work) }
        }
        figures.handled(work.route.suffix, in: environment.time.now() - began)
        await finish(work, outcome)
    }

    private func finish(_ work: Work<Owner>, _ outcome: Reply.Outcome) async {
        guard let ended = running.removeValue(forKey: work.id) else {
            // Its deadline has passed and it was answered: only the record still lacks how it ended.
            conclude(work, outcome)
            return environment.bus.countLateReply()
        }
        await recall(ended.work, Reply(outcome, from: name))
        settle(work, outcome)
        freePlace(of: work)
    }

    private func freePlace(of work: Work<Owner>) {
        if !work.isUrgent { ordinaryRunning -= 1 }
        leaveLane(work)
        while isOpen, ordinaryRunning < mostRunning, !queue.isEmpty { launch(queue.removeFirst()) }
    }

    /// Gives the one answer of an admitted frame.
    private func settle(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        conclude(work, outcome)
        answer(work, outcome)
    }

    private func answer(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        if work.route.isEvent, case .success = outcome, !work.frame.asksForReply {
            return work.frame.responder.dismiss()
        }
        if case .failure(let error) = outcome, work.route.isEvent {
            return tellRefusal(work.frame, work.route, error)
        }
        answer(work.frame, Reply(outcome, from: name))
    }

    private func answer(_ frame: Frame, _ reply: Reply) {
        if frame.responder.answer(reply) {
            environment.bus.countReply(to: frame.suffix)
        } else {
            environment.bus.countLateReply()
        }
    }

    private func refuse(
        _ frame: Frame, _ route: Route<Owner>, _ error: ServiceError, refusesReplyAddress: Bool = false
    ) {
        noteRefusal(frame, route, error)
        tellRefusal(frame, route, error, refusesReplyAddress: refusesReplyAddress)
    }

    private func tellRefusal(
        _ frame: Frame, _ route: Route<Owner>, _ error: ServiceError, refusesReplyAddress: Bool = false
    ) {
        figures.refused(error.code)
        if route.isEvent, !frame.asksForReply,
            !environment.refusals.shouldTell(route.suffix, error.code, now: environment.time.now())
        {
            return frame.responder.dismiss()
        }
        answer(frame, Reply(.failure(error), from: name, refusesReplyAddress: refusesReplyAddress))
    }

    private func leaveLane(_ work: Work<Owner>) {
        guard let key = work.orderKey, let next = lanes.leave(key, work.id),
            let waiting = parked.removeValue(forKey: next)
        else { return }
        schedule(waiting, environment.time.now())
    }

    /// Gives a running command more time, when its request asked to wait for the end of a motion.
    func extend(_ work: Work<Owner>, to deadline: Duration) { running[work.id]?.deadline = deadline }

    /// How many commands run and wait.
    public var load: (running: Int, waiting: Int) { (running.count, queue.count + parked.count) }

    // One sleeping task for all deadlines of the host, alive only while there is something to watch: a timer for each
    // command would cost more than most commands.
    private func watchDeadlines(_ now: Duration) {
        guard watch == nil else { return }
        watch = Task {
            while (try? await self.environment.time.sleep(.milliseconds(100))) != nil {  // nobody cancels this task
                guard self.expire() else { break }
            }
        }
    }

    private func expire() -> Bool {
        let now = environment.time.now()
        let tooLate = ServiceError(.expired, "the command waited longer than its deadline and was not executed")
        let late = queue.filter { $0.deadline <= now } + parked.values.filter { $0.deadline <= now }
        queue.removeAll { $0.deadline <= now }
        for work in late { parked[work.id] = nil }
        for work in late { settleUnstarted(work, tooLate) }
        for overdue in running.values where overdue.deadline <= now { giveUp(overdue) }
        guard running.isEmpty, parked.isEmpty, queue.isEmpty else { return true }
        watch = nil
        return false
    }

    // The handler is cancelled but may go on; whoever comes next must not wait for one that ignores the cancellation.
    private func giveUp(_ overdue: Running) {
        let work = overdue.work
        running[work.id] = nil
        overdue.task?.cancel()
        let outcome = Reply.Outcome.failure(ServiceError(.timeout, "the command did not end within its deadline"))
        // Nobody needs to wait for this: it only answers repetitions.
        Task { await recall(work, Reply(outcome, from: name)) }
        answer(work, outcome)
        freePlace(of: work)
    }

    private func settleUnstarted(_ work: Work<Owner>, _ error: ServiceError) {
        forget(work, error)
        settle(work, .failure(error))
        leaveLane(work)
    }
}
