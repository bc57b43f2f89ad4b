import Alpaca

/// A part of a device that moves on its own: two motions of one device may run side by side when they share none.
enum MotionPart: Sendable, Hashable {
    /// An axis of a mount.
    case axis(TelescopeAxis)
    /// The dome's rotation.
    case azimuth
    /// The dome's shutter, with its altitude.
    case shutter
    /// What a focuser, rotator or filter wheel moves.
    case position
    case cover
    case calibrator
    /// One switch of a switch device.
    case output(Int)

    /// The whole of a mount.
    static let mount: Set<MotionPart> = Set(TelescopeAxis.allCases.map(MotionPart.axis))
}
