import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel

/// The only way to a movement or to a setting that moves something, for every route.
extension TelescopeCoordinator {
    /// Moves a device: session, limits, stop count, device; answered at the start, or at the end with `wait`.
    ///
    /// - Parameters:
    ///   - goal: Where to.
    ///   - device: What moves.
    ///   - request: Says whether to wait, and whether another's session is ended for it (`TakingOver`).
    ///   - replace: Whether a movement under way is given up for this one.
    ///   - caller: Who asks; must have passed the route's access rule.
    /// - Returns: The movement.
    /// - Throws: `conflict` while somebody else observes, `invalid_state` or `invalid_request` naming the limit,
    ///   `cancelled` when the device was stopped meanwhile, and what the device says.
    func move(
        _ goal: MotionGoal, with device: AttachedDevice, _ request: some Waiting, replace: Bool = false,
        for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        let movement = try await carryOut(goal, with: device, request, replace: replace, for: caller)
        return MotionResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, motionID: movement.motion?.id.text,
            state: movement.state)
    }

    /// Changes a setting of a device at once; for settings that move something or could.
    ///
    /// - Parameters:
    ///   - member: The member that is written, in lower case.
    ///   - arguments: Its parameters.
    ///   - device: Whose it is.
    ///   - takingOver: Whether another's session is ended for it.
    ///   - caller: Who asks; must have passed the route's access rule.
    /// - Throws: As `move`.
    func change(
        _ member: String, _ arguments: [String: AlpacaArgument] = [:], with device: AttachedDevice,
        takingOver: Bool = false, for caller: Caller
    ) async throws(ServiceError) {
        let stop = stops.count(of: device.id, puttingAway: false)
        try await requireControl(device.telescopeID, takingOver: takingOver, caller)
        try await requireWithinLimits(.setting(member), device)
        try requireNotStopped(device, since: stop)
        try await engine.write(member, arguments, to: device.id)
    }

    /// The device that a request names, or the primary one of a role.
    ///
    /// - Parameters:
    ///   - role: What the device does.
    ///   - request: Names the telescope, and the device if it is not the primary one.
    /// - Returns: The device.
    /// - Throws: `not_found` when the named device is none of this role, `invalid_state` with the cure when the role has
    ///   no device or no primary one.
    func device(_ role: DeviceRole, _ request: some DeviceNaming) throws(ServiceError) -> AttachedDevice {
        try attached(try record(role, of: request.telescopeID, request.deviceID))
    }

    /// A movement that was begun, and its end if somebody waited for it.
    struct Movement: Sendable {
        let receipt: MotionReceipt
        let ended: Motion?

        /// The movement as it is known now; nil when there was nothing to do.
        var motion: Motion? { ended ?? receipt.motion }

        /// The word for how far it has come.
        var state: String { motion?.phase.name ?? "settled" }
    }

    /// The steps of `move`.
    func carryOut(
        _ goal: MotionGoal, with device: AttachedDevice, _ request: some Waiting, replace: Bool = false,
        for caller: Caller
    ) async throws(ServiceError) -> Movement {
        if goal.putsAway { stops.putAway(device.id) }
        let stop = stops.count(of: device.id, puttingAway: goal.putsAway)
        if !goal.putsAway {
            let takingOver = (request as? any TakingOver)?.takeOver ?? false
            try await requireControl(device.telescopeID, takingOver: takingOver, caller)
        }
        try await requireWithinLimits(.motion(goal, replaces: replace), device)
        try requireNotStopped(device, since: stop, puttingAway: goal.putsAway)
        let receipt = try await engine.begin(goal, with: device.id, replace: replace)
        if stops.count(of: device.id, puttingAway: goal.putsAway) != stop {
            // The stop came before the engine knew of this movement.
            _ = try await engine.halt(device.id, reason: "stopped")
            throw Self.stopped
        }
        if case .slew = goal { resumeSlaving(device.telescopeID) }
        guard request.wait == true, let motion = receipt.motion else { return Movement(receipt: receipt, ended: nil) }
        await OrderedLane.release()
        return Movement(receipt: receipt, ended: try await engine.settle(motion))
    }

    func requireNotStopped(
        _ device: AttachedDevice, since stop: Int, puttingAway: Bool = false
    ) throws(ServiceError) {
        guard stops.count(of: device.id, puttingAway: puttingAway) == stop else { throw Self.stopped }
    }

    static let stopped = ServiceError(.cancelled, "the device was stopped meanwhile")
}
