import Alpaca
import FoundationEssentials
import Kernel
import Logging

/// Moves one device: one movement of each of its parts at a time, each watched until it was verified or failed.
actor Mover {
    /// A movement at work.
    struct Work {
        var motion: Motion
        // The command in flight, awaited by the watch, by a renewal and by a stop.
        var command: Task<Result<Void, AlpacaError>, Never>?
        // Takes the answer to the command.
        var answer: Task<Void, Never>?
        // The order to stop an axis, awaited by a renewal.
        var stopping: Task<Result<Void, AlpacaError>, Never>?
        var stopFailures = 0
        // The watch over the movement: this actor's own work, ended by a stop, arrival or failure; never longer than
        // the movement's deadline.
        var watch: Task<Void, Never>?
        // When others were last told how far it is.
        var toldAt: Duration?
        var toldRemaining: Double?
    }

    // Whoever waits for a movement asks at its end; more ends than this at once do not happen.
    private static let mostEnded = 16

    nonisolated let session: DeviceSession
    let time: TimeSource
    let logger: Logger
    let emit: @Sendable (DeviceEvent) -> Void

    /// The movements at work, by their id.
    var works: [UUID: Work] = [:]
    private var ended: [Motion] = []
    private var alarms: [MotionPart: String] = [:]

    init(
        _ session: DeviceSession, time: TimeSource, logger: Logger, emit: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        self.session = session
        self.time = time
        self.logger = logger
        self.emit = emit
    }

    nonisolated var address: AlpacaAddress { session.device.address }

    /// The movements that are under way.
    var active: [Motion] { works.values.map(\.motion).filter(\.isActive) }

    /// The present or last movement.
    var latest: Motion? { (ended + works.values.map(\.motion)).max { $0.requestedAt < $1.requestedAt } }

    /// Why the last movement failed, until one of the same part succeeds or somebody stops the device.
    var alarm: String? { alarms.values.min() }

    /// A movement that is at work or ended a moment ago.
    func motion(_ id: UUID) -> Motion? { works[id]?.motion ?? ended.last { $0.id == id } }

    /// Changes a movement that is at work or ended a moment ago.
    func change(_ id: UUID, _ body: (inout Motion) -> Void) {
        if var motion = works[id]?.motion {
            body(&motion)
            works[id]?.motion = motion
        } else if let index = ended.lastIndex(where: { $0.id == id }) {
            body(&ended[index])
        }
    }

    /// Waits for the end of a movement.
    func end(of id: UUID) async -> Motion? {
        if let watch = works[id]?.watch { await watch.value }
        return motion(id)
    }

    /// Ends the watches; the device is left as it is, but for axes that would move on and on.
    func close() async {
        let axes = active.filter { $0.axisEndsAt != nil }
        for id in works.keys {
            works[id]?.watch?.cancel()
            works[id]?.motion.abort("the device was detached")
        }
        guard !axes.isEmpty else { return }
        await stopAxes(within: await session.configuration.requestTimeout)
    }

    /// Claims parts of the device for a movement.
    ///
    /// - Throws: `ServiceError` `invalid_state` when one of them already moves.
    func claim(_ goal: MotionGoal, _ plan: MotionPlan, _ values: AlpacaConfiguration) throws(ServiceError) -> Motion {
        guard conflicts(with: plan).isEmpty else { throw moving(plan) }
        var longest = values.maxMotion
        switch goal {
        // An axis that was told to stop does so soon (ConformU: 30 s).
        case .moveAxis: longest = min(longest, .seconds(30))
        case .pulseGuide(_, let duration): longest = min(longest, duration + .seconds(30))
        default: break
        }
        let claimed = Motion(
            goal, of: session.device, plan, at: time.now(),
            limits: Motion.Limits(longest: longest, grace: values.settleGrace))
        works[claimed.id] = Work(motion: claimed)
        return claimed
    }

    /// The movements under way of the parts that a plan needs.
    func conflicts(with plan: MotionPlan) -> [Motion] { active.filter { !$0.plan.parts.isDisjoint(with: plan.parts) } }

    nonisolated func moving(_ plan: MotionPlan) -> ServiceError {
        ServiceError(
            .invalidState, "the \(plan.noun) is already moving",
            details: ["cure": "replace, or telescope/control/abort"])
    }

    /// Gives a claim back when the device was not told to move; a movement that began ends by its watch.
    func release(_ claimed: Motion) {
        guard let work = works[claimed.id], work.watch == nil else { return }
        works[claimed.id] = nil
        if !work.motion.isActive { keep(work.motion) }
    }

    /// Takes a movement that is over out of work.
    func retire(_ id: UUID) {
        guard let work = works.removeValue(forKey: id) else { return }
        keep(work.motion)
    }

    private func keep(_ motion: Motion) {
        ended.append(motion)
        if ended.count > Self.mostEnded { ended.removeFirst() }
    }

    /// Throws when a claim was taken away meanwhile.
    func check(_ id: UUID) throws(ServiceError) {
        guard works[id]?.motion.isActive == true else {
            throw ServiceError(.cancelled, "the movement was aborted")
        }
    }

    /// Tells others about a movement.
    ///
    /// A command that the device refused moved nothing and is no cause for alarm.
    func announce(_ id: UUID, isRefusal: Bool = false) {
        guard let motion = motion(id) else { return }
        switch motion.phase {
        case .settled, .aborted: for part in motion.plan.parts { alarms[part] = nil }
        case .failed(let reason):
            guard !isRefusal else { break }
            for part in motion.plan.parts { alarms[part] = reason }
            logger.warning(
                "motion failed",
                metadata: [
                    "device.address": "\(address)", "motion.goal": "\(motion.goal.name)", "motion.reason": "\(reason)",
                ])
        case .requested, .moving: break
        }
        works[id]?.toldAt = time.now()
        works[id]?.toldRemaining = motion.remaining
        emit(.motion(motion))
    }
}

extension Mover {
    /// An error of the device as others may see it.
    nonisolated func failure(_ error: AlpacaError) -> ServiceError { ServiceError(error, device: session.device.role) }

    /// Tells the device something, over the ordinary connections.
    func put(_ name: String, _ arguments: [String: AlpacaArgument] = [:]) async throws(ServiceError) {
        let limit = await session.configuration.requestTimeout
        do {
            try await session.client.call(name, .put, on: address, arguments, within: limit)
        } catch {
            throw failure(error)
        }
    }

    /// Reads some properties from the device itself; one that it refuses to tell is absent.
    func fresh(_ properties: [MotionProperty]) async throws(AlpacaError) -> MotionObservation {
        let limit = await session.configuration.pollTimeout
        let reader = DeviceReader(client: session.client, address: address, limit: limit, time: time)
        let answers = try await reader.answers(
            properties.map { DeviceReader.Question($0.name, $0.member, $0.arguments) })
        var observation = MotionObservation()
        for property in properties {
            observation.values[property.name] = answers[property.name].flatMap(property.believable)
        }
        return observation
    }

    /// What the device can do, once it is connected.
    ///
    /// - Throws: `ServiceError` `invalid_state` when it is not.
    func connectedFacts() async throws(ServiceError) -> DeviceFacts {
        let snapshot = await session.snapshot
        let role = session.device.role
        guard snapshot.isConnected, let facts = snapshot.facts else {
            guard snapshot.phase == .idle else {
                throw ServiceError(
                    .unavailable, "the \(role) does not answer: \(snapshot.failure ?? "it is being connected")")
            }
            throw ServiceError(
                .invalidState, "the \(role) is not connected", details: ["cure": "telescope/device/connect"])
        }
        return facts
    }

    static let parked = ServiceError(
        .invalidState, "the telescope is parked", details: ["cure": "telescope/control/unpark"])
}
