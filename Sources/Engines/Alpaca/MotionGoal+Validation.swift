import Alpaca
import Kernel

extension MotionGoal {
    /// What a device that lacks it cannot do, in messages.
    var verb: String {
        switch self {
        case .slew: "slew"
        case .park: "park"
        case .unpark: "unpark"
        case .findHome: "find its home position"
        case .moveAxis: "move an axis"
        case .pulseGuide: "guide"
        case .rotateDome: "turn to an azimuth"
        case .tiltDome: "tilt to an altitude"
        case .openShutter: "open a shutter"
        case .closeShutter: "close a shutter"
        case .focus: "focus"
        case .rotate: "rotate"
        case .rotateMechanical: "rotate to a mechanical angle"
        case .selectFilter: "change filters"
        case .openCover: "open a cover"
        case .closeCover: "close a cover"
        case .calibratorOn: "light a calibrator"
        case .calibratorOff: "switch a calibrator off"
        case .setSwitch: "set a switch"
        }
    }

    /// Refuses a goal that no device has.
    ///
    /// - Parameter longest: How long a motion may take.
    /// - Throws: `ServiceError` `invalid_request` naming the field.
    func validate(longest: Duration) throws(ServiceError) {
        switch self {
        case .slew(let target): try target.validate()
        case .moveAxis(_, let rate, let duration):
            guard rate.isFinite else { throw MotionPlan.outside("rate", "a number") }
            try Self.check(duration, longest)
        case .pulseGuide(_, let duration): try Self.check(duration, longest)
        case .rotateDome(let azimuth): try Self.check(azimuth, "azimuth", below: 360)
        case .tiltDome(let altitude):
            guard altitude >= 0, altitude <= 90 else { throw MotionPlan.outside("altitude", "0 to 90 degrees") }
        case .rotate(let position), .rotateMechanical(let position):
            try Self.check(position, "position", below: 360)
        case .focus(let position):
            guard Int32(exactly: position) != nil else { throw MotionPlan.outside("position", "a number of 32 bits") }
        case .selectFilter(let position):
            guard (0...Int(Int16.max)).contains(position) else { throw MotionPlan.outside("position", "0 or more") }
        case .calibratorOn(let brightness):
            guard (0...Int(Int32.max)).contains(brightness) else { throw MotionPlan.outside("brightness", "0 or more") }
        case .setSwitch(let id, let value):
            guard (0...Int(Int16.max)).contains(id) else { throw MotionPlan.outside("id", "0 or more") }
            guard value.isFinite else { throw MotionPlan.outside("value", "a number") }
        case .park, .unpark, .findHome, .openShutter, .closeShutter, .openCover, .closeCover, .calibratorOff: return
        }
    }

    private static func check(_ duration: Duration, _ longest: Duration) throws(ServiceError) {
        guard duration > .zero, duration <= longest else {
            throw MotionPlan.outside("duration", "more than 0 and at most \(longest.seconds) s")
        }
    }

    private static func check(_ angle: Double, _ field: String, below bound: Double) throws(ServiceError) {
        guard angle >= 0, angle < bound else { throw MotionPlan.outside(field, "0 ≤ \(field) < \(bound) degrees") }
    }
}
