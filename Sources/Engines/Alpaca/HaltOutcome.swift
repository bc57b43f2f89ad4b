public import Kernel

/// What became of telling one device to stop.
public struct HaltOutcome: Sendable {
    /// The device.
    public let device: AttachedDevice
    /// The movement that was given up, or nil when none was under way.
    public let motion: Motion?
    /// Why the device could not be told, or nil when it was.
    public let failure: ServiceError?
    /// Whether nobody wants the device connected, so that a failure says little.
    public let isIdle: Bool
}
