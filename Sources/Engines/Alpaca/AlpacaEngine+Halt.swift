public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Stops a device at once, whatever it does, over the urgent connections; also tried when it does not seem to be
    /// connected.
    ///
    /// - Parameters:
    ///   - deviceID: The device.
    ///   - reason: Why, for whoever waits for the movement.
    /// - Returns: The movement that was given up, or nil when none was under way.
    /// - Throws: `ServiceError` when the device could not be told.
    @discardableResult
    public func halt(_ deviceID: UUID, reason: String) async throws(ServiceError) -> Motion? {
        try await mover(deviceID).abort(reason)
    }

    /// Stops every device of a telescope at once, side by side, so that one that does not answer delays no other.
    ///
    /// - Parameters:
    ///   - telescopeID: The telescope.
    ///   - reason: Why, for whoever waits for a movement.
    /// - Returns: What became of it, for each device that can be stopped.
    @discardableResult
    public func abort(_ telescopeID: UUID, reason: String) async -> [HaltOutcome] {
        await withTaskGroup(of: HaltOutcome.self) { group in
            for member in members(of: telescopeID) {
                guard let mover = member.mount else { continue }
                group.addTask {
                    let isIdle = await mover.session.snapshot.phase == .idle
                    do throws(ServiceError) {
                        return HaltOutcome(
                            device: mover.session.device, motion: try await mover.abort(reason), failure: nil,
                            isIdle: isIdle)
                    } catch {
                        return HaltOutcome(device: mover.session.device, motion: nil, failure: error, isIdle: isIdle)
                    }
                }
            }
            var outcomes: [HaltOutcome] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { ($0.device.role, $0.device.id.text) < ($1.device.role, $1.device.id.text) }
        }
    }
}
