/// Something that happened to a device, for whoever publishes it.
public enum DeviceEvent: Sendable, Equatable {
    /// The state changed in more than its clocks.
    case state(DeviceSnapshot)
    /// The device was connected for the first time, or anew after it was released.
    case connected(DeviceSnapshot)
    /// The first read in a row failed.
    case degraded(DeviceSnapshot)
    /// Too many reads in a row failed; connecting again has begun.
    case disconnected(DeviceSnapshot)
    /// The device answers again.
    case recovered(DeviceSnapshot)
    /// The device was disconnected because somebody said so.
    case released(DeviceSnapshot)
    /// A motion of a device began, came nearer to its end, settled, was aborted or failed.
    case motion(Motion)
    /// An exposure of a camera changed its phase, or came on; at most once a second within a phase.
    case exposure(Exposure)
}
