public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Sends a device to a goal; returns when the device has accepted, not when it is there.
    ///
    /// Coordinates are in the mount's own equatorial system, see `DeviceFacts.equatorialSystem`. A parked mount is
    /// refused: nothing unparks by itself.
    /// - Parameters:
    ///   - goal: What to do.
    ///   - deviceID: The device.
    ///   - replace: Whether a movement of the same part under way is given up for this one.
    /// - Returns: The movement, none when there was nothing to do, and what was done to tracking.
    /// - Throws: `ServiceError`.
    public func begin(
        _ goal: MotionGoal, with deviceID: UUID, replace: Bool = false
    ) async throws(ServiceError) -> MotionReceipt {
        try await member(deviceID).mover.begin(goal, replace: replace)
    }

    /// Waits until a movement is over.
    ///
    /// - Parameter motion: The movement.
    /// - Returns: The movement, settled.
    /// - Throws: `ServiceError`: `cancelled` when it was aborted or replaced, `timeout` when it took too long,
    ///   `unavailable` when it failed otherwise.
    public func settle(_ motion: Motion) async throws(ServiceError) -> Motion {
        let mover = try member(motion.deviceID).mover
        let limit = values.maxMotion + values.requestTimeout
        let ended: Motion?
        do {
            ended = try await withDeadline(
                limit, "the movement", time: time
            ) { await mover.end(of: motion.id) }
        } catch {
            throw ServiceError(wrapping: error)
        }
        guard let ended else { throw ServiceError(.cancelled, "the movement was replaced by another") }
        switch ended.phase {
        case .settled: return ended
        case .aborted(let reason): throw ServiceError(.cancelled, "the movement was aborted: \(reason)")
        case .failed(let reason): throw ServiceError(.unavailable, "the movement failed: \(reason)")
        case .requested, .moving: throw ServiceError(.timeout, "the movement is not over")
        }
    }
}
