import AlpacaEngines
import AstrometryEngines
import Contracts

/// All that limits may read, as it is at one moment.
struct LimitScene: Sendable {
    /// What is to be done, or is being done.
    let act: LimitedAct
    /// What the device does at its telescope.
    let role: DeviceRole
    /// Whether the telescope takes commands.
    var isEnabled = true
    /// The device; nil when the engine does not have it.
    var device: DeviceSnapshot?
    /// The device's own movements under way.
    var motions: [MotionGoal] = []
    /// Whether the mount is parked; nil when it does not say.
    var isParked: Bool?
    /// What hides the sky; nil without a site.
    var horizon: HorizonProfile?
    /// Where the act leads, or where the mount points.
    var direction: HorizontalPosition?
    /// Where the mount pointed at the last look.
    var before: HorizontalPosition?
    /// Every device of the telescope, for limits between devices.
    var devices: [DeviceSnapshot] = []

    /// Whether a limit can read something.
    func knows(_ source: LimitSource) -> Bool {
        switch source {
        case .parking: isParked != nil
        case .site: horizon != nil
        case .direction: direction != nil
        }
    }
}
