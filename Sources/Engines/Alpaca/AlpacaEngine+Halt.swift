public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Stops a device at once, whatever it does, over the urgent connections; also tried when it does not seem to be
    /// connected.
    ///
    /// - Parameters:
    ///   - deviceID: The device; of a camera, the exposure is aborted.
    ///   - reason: Why, for whoever waits for the movement.
    /// - Returns: The movement that was given up, or nil when none was under way.
    /// - Throws: `ServiceError`: `invalid_state` when the device has nothing that can be stopped, else why it could
    ///   not be told.
    @discardableResult
    public func halt(_ deviceID: UUID, reason: String) async throws(ServiceError) -> Motion? {
        let member = try member(deviceID)
        if let camera = member.camera {
            try await camera.abort(reason)
            return nil
        }
        guard await member.mover.canHalt else {
            throw ServiceError(.invalidState, "the \(member.session.device.role) cannot be stopped")
        }
        return try await member.mover.halt(reason)
    }

    /// Stops every device of a telescope at once, side by side, so that one that does not answer delays no other.
    ///
    /// - Parameters:
    ///   - telescopeID: The telescope.
    ///   - reason: Why, for whoever waits for a movement.
    /// - Returns: What became of it, for each device that can be stopped, by role.
    @discardableResult
    public func abort(_ telescopeID: UUID, reason: String) async -> [HaltOutcome] {
        await withTaskGroup(of: HaltOutcome?.self) { group in
            for member in members(of: telescopeID) { group.addTask { await self.outcome(member, reason) } }
            var outcomes: [HaltOutcome] = []
            for await outcome in group { if let outcome { outcomes.append(outcome) } }
            return outcomes.sorted { ($0.device.role, $0.device.id.text) < ($1.device.role, $1.device.id.text) }
        }
    }

    private nonisolated func outcome(_ member: Member, _ reason: String) async -> HaltOutcome? {
        let device = member.session.device
        let canHalt = await member.mover.canHalt
        guard member.camera != nil || canHalt else { return nil }
        let isIdle = await member.session.snapshot.phase == .idle
        do throws(ServiceError) {
            return HaltOutcome(
                device: device, motion: try await halt(device.id, reason: reason), failure: nil, isIdle: isIdle)
        } catch {
            return HaltOutcome(device: device, motion: nil, failure: error, isIdle: isIdle)
        }
    }
}
