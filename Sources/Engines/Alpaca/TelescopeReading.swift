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

    /// Whether the mount is connected; false when there is none.
    public var isConnected: Bool { mount?.isConnected ?? false }
}
