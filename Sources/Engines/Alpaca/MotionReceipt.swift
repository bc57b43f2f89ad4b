/// What a mount's command was answered with.
public struct MotionReceipt: Sendable, Equatable {
    /// The movement, or nil when there was nothing to do.
    public let motion: Motion?
    /// Whether tracking was switched on for it.
    public let hasStartedTracking: Bool
    /// Whether tracking was switched off for it.
    public let hasStoppedTracking: Bool

    init(_ motion: Motion?, hasStartedTracking: Bool = false, hasStoppedTracking: Bool = false) {
        self.motion = motion
        self.hasStartedTracking = hasStartedTracking
        self.hasStoppedTracking = hasStoppedTracking
    }
}
