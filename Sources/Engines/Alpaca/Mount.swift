import Alpaca
import FoundationEssentials
import Kernel
import Logging

/// Moves one telescope: one movement at a time, each watched until it was verified or failed.
actor Mount {
    nonisolated let session: DeviceSession
    let time: TimeSource
    let logger: Logger
    let emit: @Sendable (DeviceEvent) -> Void

    /// The present or last movement.
    var motion: Motion?
    /// Why the last movement failed, until one succeeds or somebody stops the mount.
    private(set) var alarm: String?

    // The watch over a movement: this actor's own work, ended by abort, arrival or failure; never longer than the
    // movement's deadline.
    var watch: Task<Void, Never>?
    // The command in flight, awaited by the watch and by abort.
    var command: Task<Result<Void, AlpacaError>, Never>?

    init(
        _ session: DeviceSession, time: TimeSource, logger: Logger, emit: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        self.session = session
        self.time = time
        self.logger = logger
        self.emit = emit
    }

    nonisolated var address: AlpacaAddress { session.device.address }

    /// Waits for the end of a movement.
    func end(of id: UUID) async -> Motion? {
        if let watch, motion?.id == id { await watch.value }
        return motion?.id == id ? motion : nil
    }

    /// Ends the watch; the mount is left as it is.
    func close() {
        watch?.cancel()
        if motion?.isActive == true { motion?.abort("the device was detached") }
    }

    /// Claims the mount for a movement.
    ///
    /// - Throws: `ServiceError` `invalid_state` when it already moves.
    func claim(_ goal: MotionGoal) async throws(ServiceError) -> Motion {
        guard motion?.isActive != true else { throw Self.moving }
        let configuration = await session.configuration
        guard motion?.isActive != true else { throw Self.moving }
        let claimed = Motion(
            goal, of: session.device, at: time.now(),
            limits: Motion.Limits(
                longest: configuration.maxMotion, grace: configuration.settleGrace,
                tolerance: configuration.settleTolerance))
        motion = claimed
        return claimed
    }

    static let moving = ServiceError(
        .invalidState, "the mount is already moving", details: ["cure": "replace, or telescope/control/abort"])

    /// Gives a claim back when the device was not told to move; a movement that began ends by its watch.
    func release(_ claimed: Motion) {
        if motion?.id == claimed.id, motion?.phase == .requested { motion = nil }
    }

    /// Throws when a claim was taken away meanwhile.
    func check(_ claimed: Motion) throws(ServiceError) {
        guard let motion, motion.id == claimed.id, motion.isActive else {
            throw ServiceError(.cancelled, "the movement was aborted")
        }
    }

    /// Changes the present movement if it is still the one meant.
    func change(_ id: UUID, _ body: (inout Motion) -> Void) {
        guard var changed = motion, changed.id == id else { return }
        body(&changed)
        motion = changed
    }

    /// Tells others about the present movement.
    ///
    /// A command that the device refused moved nothing and is no cause for alarm.
    func announce(isRefusal: Bool = false) {
        guard let motion else { return }
        switch motion.phase {
        case .settled, .aborted: alarm = nil
        case .failed(let reason):
            guard !isRefusal else { break }
            alarm = reason
            logger.warning("motion failed", metadata: ["device.address": "\(address)", "motion.reason": "\(reason)"])
        case .requested, .moving: break
        }
        emit(.motion(motion))
    }

    /// An error of the device as others may see it.
    func failure(_ error: AlpacaError) -> ServiceError { ServiceError(error, device: "telescope") }

    /// Tells the device something, over the ordinary connections.
    func put(_ name: String, _ arguments: [String: AlpacaArgument] = [:]) async throws(ServiceError) {
        let limit = await session.configuration.requestTimeout
        do {
            try await session.client.call(name, .put, on: address, arguments, within: limit)
        } catch {
            throw failure(error)
        }
    }

    /// Reads some properties from the device itself.
    func fresh(_ names: [String]) async throws(ServiceError) -> MountObservation {
        do {
            return MountObservation(try await session.fresh(names))
        } catch {
            throw failure(error)
        }
    }

    /// What the device can do, once it is connected.
    ///
    /// - Throws: `ServiceError` `invalid_state` when it is not.
    func connectedFacts() async throws(ServiceError) -> DeviceFacts {
        let snapshot = await session.snapshot
        guard snapshot.isConnected, let facts = snapshot.facts else {
            guard snapshot.phase == .idle else {
                throw ServiceError(
                    .unavailable, "the telescope does not answer: \(snapshot.failure ?? "it is being connected")")
            }
            throw ServiceError(
                .invalidState, "the telescope is not connected", details: ["cure": "telescope/device/connect"])
        }
        return facts
    }

    static let parked = ServiceError(
        .invalidState, "the telescope is parked", details: ["cure": "telescope/control/unpark"])

    static func cannot(_ what: String) -> ServiceError {
        ServiceError(.invalidState, "the device cannot \(what)")
    }
}
