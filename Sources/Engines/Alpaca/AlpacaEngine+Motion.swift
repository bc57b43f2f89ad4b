public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Sends a telescope to a target; returns when the mount has accepted, not when it is there.
    ///
    /// A parked mount is refused: nothing unparks by itself. Coordinates are in the mount's own equatorial system, see
    /// `DeviceFacts.equatorialSystem`.
    /// - Parameters:
    ///   - telescopeID: The telescope.
    ///   - target: Where to.
    ///   - replace: Whether a movement under way is given up for this one.
    /// - Returns: The movement and what was done to tracking.
    /// - Throws: `ServiceError`.
    public func slew(
        _ telescopeID: UUID, to target: SlewTarget, replace: Bool = false
    ) async throws(ServiceError) -> MotionReceipt {
        try await mount(of: telescopeID).slew(to: target, replace: replace)
    }

    /// Parks a telescope; nothing to do when it is parked.
    ///
    /// - Parameter telescopeID: The telescope.
    /// - Returns: The movement, or none when it was parked already.
    /// - Throws: `ServiceError`.
    public func park(_ telescopeID: UUID) async throws(ServiceError) -> MotionReceipt {
        try await mount(of: telescopeID).park()
    }

    /// Unparks a telescope and returns when the mount says so.
    ///
    /// - Parameter telescopeID: The telescope.
    /// - Throws: `ServiceError`.
    public func unpark(_ telescopeID: UUID) async throws(ServiceError) {
        try await mount(of: telescopeID).unpark()
    }

    /// Switches a telescope's tracking.
    ///
    /// - Parameters:
    ///   - isTracking: Whether it is to follow the sky.
    ///   - telescopeID: The telescope.
    /// - Throws: `ServiceError`; a parked mount does not track.
    public func setTracking(_ isTracking: Bool, of telescopeID: UUID) async throws(ServiceError) {
        try await mount(of: telescopeID).setTracking(isTracking)
    }

    /// Stops a telescope at once, whatever it does; also tried when it does not seem to be connected.
    ///
    /// - Parameter telescopeID: The telescope.
    /// - Returns: The movement that was given up, or nil when none was under way.
    /// - Throws: `ServiceError` when the mount could not be told.
    @discardableResult
    public func abort(_ telescopeID: UUID) async throws(ServiceError) -> Motion? {
        try await mount(of: telescopeID).abort("aborted")
    }

    /// Waits until a movement is over.
    ///
    /// - Parameters:
    ///   - motion: The movement.
    ///   - telescopeID: The telescope.
    /// - Returns: The movement, settled.
    /// - Throws: `ServiceError`: `cancelled` when it was aborted or replaced, `timeout` when it took too long,
    ///   `unavailable` when it failed otherwise.
    public func settle(_ motion: Motion, of telescopeID: UUID) async throws(ServiceError) -> Motion {
        let mount = try mount(of: telescopeID)
        let limit = values.maxMotion + values.requestTimeout
        let ended: Motion?
        do {
            ended = try await withDeadline(limit, "the movement", time: time) { await mount.end(of: motion.id) }
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
