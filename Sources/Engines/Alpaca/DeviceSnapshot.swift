public import Alpaca

/// A device as it is known at one moment.
public struct DeviceSnapshot: Sendable, Hashable {
    /// The device.
    public let device: AttachedDevice
    /// How well it is heard.
    public let phase: DeviceLink.Phase
    /// What it said about itself, or nil while it was never connected.
    public let facts: DeviceFacts?
    /// Its last state, or nil when nothing recent is known.
    public let state: AlpacaDeviceState?
    /// How old the state is.
    public let age: Duration?
    /// Why the last read or connection attempt failed, or nil when it did not; safe to show.
    public let failure: String?

    /// Whether the device is connected and was heard at its last read.
    public var isConnected: Bool { phase == .connected || phase == .degraded }
}
