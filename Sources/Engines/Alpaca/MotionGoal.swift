public import Alpaca

/// What a device is asked to do that takes time and whose end can be seen.
public enum MotionGoal: Sendable, Hashable {
    /// A telescope: to a target.
    case slew(SlewTarget)
    /// A telescope or a dome: to its park position.
    case park
    /// A telescope: out of its park position.
    case unpark
    /// A telescope or a dome: to its home position.
    case findHome
    /// A telescope: an axis at a rate in degrees per second; it stops by itself after the duration unless renewed.
    case moveAxis(TelescopeAxis, rate: Double, duration: Duration)
    /// A telescope or a camera: a guide pulse.
    case pulseGuide(GuideDirection, Duration)
    /// A dome: its opening to an azimuth in degrees.
    case rotateDome(azimuth: Double)
    /// A dome: its opening to an altitude in degrees.
    case tiltDome(altitude: Double)
    /// A dome: its shutter open.
    case openShutter
    /// A dome: its shutter closed.
    case closeShutter
    /// A focuser: to a position in steps; one that knows no positions is moved by so many steps.
    case focus(position: Int)
    /// A rotator: to a position angle in degrees.
    case rotate(position: Double)
    /// A rotator: to a mechanical angle in degrees.
    case rotateMechanical(position: Double)
    /// A filter wheel: to a position, counted from 0.
    case selectFilter(position: Int)
    /// A cover: open.
    case openCover
    /// A cover: closed.
    case closeCover
    /// A calibrator: on with a brightness.
    case calibratorOn(brightness: Int)
    /// A calibrator: off.
    case calibratorOff
    /// A switch of a switch device: to a value.
    case setSwitch(id: Int, value: Double)
}

extension MotionGoal {
    /// The word for it on the wire, such as `slew`.
    public var name: String {
        switch self {
        case .slew: "slew"
        case .park: "park"
        case .unpark: "unpark"
        case .findHome: "find_home"
        case .moveAxis: "move_axis"
        case .pulseGuide: "pulse_guide"
        case .rotateDome: "rotate_dome"
        case .tiltDome: "tilt_dome"
        case .openShutter: "open_shutter"
        case .closeShutter: "close_shutter"
        case .focus: "focus"
        case .rotate: "rotate"
        case .rotateMechanical: "rotate_mechanical"
        case .selectFilter: "select_filter"
        case .openCover: "open_cover"
        case .closeCover: "close_cover"
        case .calibratorOn: "calibrator_on"
        case .calibratorOff: "calibrator_off"
        case .setSwitch: "set_switch"
        }
    }
}
