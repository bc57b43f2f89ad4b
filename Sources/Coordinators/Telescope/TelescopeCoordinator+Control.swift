import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel

extension TelescopeCoordinator {
    /// Sends a telescope to a target.
    func slew(_ request: SlewRequest, for caller: Caller) async throws(ServiceError) -> SlewResponse {
        let id = request.telescopeID
        let wanted = try request.target()
        try requireReady(id, caller)
        let stop = stops[id]
        let system = try await facts(of: id).equatorialSystem
        let target = try PointingRule.target(wanted, for: system)
        try requireNotStopped(id, since: stop)
        let mount = try await engine.primary("telescope", of: id)
        let receipt = try await engine.begin(.slew(target), with: mount.id, replace: request.replace ?? false)
        if stops[id] != stop {
            // The stop came before the engine knew of this movement.
            try await engine.halt(mount.id, reason: "aborted")
            throw Self.stopped
        }
        let ended = try await finished(receipt, request)
        return SlewResponse(
            telescopeID: id.text, motionID: receipt.motion?.id.text,
            state: (ended ?? receipt.motion)?.phase.name ?? "moving", target: TargetInfo(target, system),
            trackingStarted: receipt.hasStartedTracking, trackingStopped: receipt.hasStoppedTracking)
    }

    /// Parks a telescope, whatever it does and whoever observes.
    func park(_ request: ControlRequest) async throws(ServiceError) -> ParkResponse {
        let id = request.telescopeID
        stops[id, default: 0] += 1
        let mount = try await engine.primary("telescope", of: id)
        let receipt = try await engine.begin(.park, with: mount.id)
        let ended = try await finished(receipt, request)
        return ParkResponse(
            telescopeID: id.text, atPark: receipt.motion == nil || ended != nil, motionID: receipt.motion?.id.text)
    }

    /// Unparks a telescope.
    func unpark(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> UnparkResponse {
        try requireReady(request.telescopeID, caller)
        let mount = try await engine.primary("telescope", of: request.telescopeID)
        if let motion = try await engine.begin(.unpark, with: mount.id).motion { _ = try await engine.settle(motion) }
        return UnparkResponse(telescopeID: request.telescopeID.text)
    }

    /// Stops a telescope at once.
    func abort(_ request: ControlRequest) async throws(ServiceError) -> AbortResponse {
        let id = request.telescopeID
        stops[id, default: 0] += 1
        let mount = try await engine.primary("telescope", of: id)
        let outcomes = await engine.abort(id, reason: "aborted")
        let told = outcomes.first { $0.device.id == mount.id }
        if let failure = told?.failure { throw failure }
        return AbortResponse(telescopeID: id.text, motionID: told?.motion?.id.text)
    }

    /// Lets a telescope follow the sky, or stand still.
    func track(_ request: TrackRequest, for caller: Caller) async throws(ServiceError) -> TrackResponse {
        let id = request.telescopeID
        try requireReady(id, caller)
        try await engine.setTracking(request.tracking, of: id)
        return TrackResponse(telescopeID: id.text, tracking: request.tracking)
    }

    /// Waits for the end of a movement when the request says so, after letting the next command run.
    private func finished(
        _ receipt: MotionReceipt, _ request: some Waiting
    ) async throws(ServiceError) -> Motion? {
        guard request.wait == true, let motion = receipt.motion else { return nil }
        await OrderedLane.release()
        return try await engine.settle(motion)
    }

    /// Refuses a telescope that is switched off, or with which somebody else observes.
    private func requireReady(_ id: UUID, _ caller: Caller) throws(ServiceError) {
        try requireEnabled(id)
        try requireNoOtherSession(id, caller)
    }

    /// Refuses a telescope that is switched off.
    func requireEnabled(_ id: UUID) throws(ServiceError) {
        guard access.entries[id]?.isEnabled == true else {
            throw ServiceError(
                .invalidState, "the telescope is disabled", details: ["cure": "telescope/config/update"])
        }
    }

    private func requireNotStopped(_ id: UUID, since stop: Int?) throws(ServiceError) {
        guard stops[id] == stop else { throw Self.stopped }
    }

    private static let stopped = ServiceError(.cancelled, "the telescope was stopped meanwhile")

    /// What the mount said of itself.
    private func facts(of id: UUID) async throws(ServiceError) -> DeviceFacts {
        let reading = await engine.reading(id)
        guard let mount = reading.mount else {
            throw ServiceError(
                .invalidState, "no telescope device is attached to \(id.text)",
                details: ["cure": "telescope/device/attach"])
        }
        guard let facts = mount.facts, mount.isConnected else {
            guard mount.phase == .idle else {
                throw ServiceError(
                    .unavailable, "the telescope does not answer: \(mount.failure ?? "it is being connected")")
            }
            throw ServiceError(
                .invalidState, "the telescope is not connected", details: ["cure": "telescope/device/connect"])
        }
        return facts
    }
}
