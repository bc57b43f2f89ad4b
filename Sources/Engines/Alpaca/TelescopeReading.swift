public import FoundationEssentials

/// A telescope as it is known at one moment.
public struct TelescopeReading: Sendable, Equatable {
    /// Its mount, or nil when none is attached.
    public let mount: DeviceSnapshot?
    /// The mount's present or last movement.
    public let motion: Motion?
    /// Why the last movement failed, or nil.
    public let alarm: String?
    /// All its devices, by role, the primary one first.
    public let devices: [DeviceSnapshot]
    /// The present or last movement of each device that had one.
    public let motions: [Motion]
    /// Why the last movement of a device failed, by its id; devices without an alarm are absent.
    public let alarms: [UUID: String]

    /// Whether the mount is connected; false when there is none.
    public var isConnected: Bool { mount?.isConnected ?? false }
}
