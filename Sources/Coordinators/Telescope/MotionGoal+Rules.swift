import AlpacaEngines
import Contracts
import Kernel

extension MotionGoal {
    /// Whether it parks or closes something: open to whoever may stop the telescope, whoever observes.
    var putsAway: Bool {
        switch self {
        case .park, .closeShutter: true
        default: false
        }
    }

    /// Whether it is safety and ends another movement of the same part by itself.
    var makesItsWay: Bool {
        switch self {
        case .closeCover, .calibratorOff: true
        default: putsAway
        }
    }

    /// Whether it cannot run beside another movement of the same device.
    func collides(with other: MotionGoal) -> Bool {
        switch (self, other) {
        // The same command again keeps an axis turning, and both axes turn and are guided at once.
        case (.moveAxis, .moveAxis), (.pulseGuide, .pulseGuide): false
        // What opens already goes on opening.
        case (.openShutter, .openShutter), (.openCover, .openCover): false
        default: part == other.part
        }
    }

    private enum Part: Equatable {
        case whole, shutter, cover, calibrator
        case `switch`(Int)
    }

    private var part: Part {
        switch self {
        case .openShutter, .closeShutter, .tiltDome: .shutter
        case .openCover, .closeCover: .cover
        case .calibratorOn, .calibratorOff: .calibrator
        case .setSwitch(let id, _): .switch(id)
        default: .whole
        }
    }
}

/// A number of a movement that is out of its range.
struct RangeFault: Sendable, Equatable {
    /// The field's name on the wire.
    let field: String
    /// The number.
    let value: Double
    /// What it must be.
    let requirement: String
}

extension MotionGoal {
    /// The longest time that one command turns an axis.
    static let longestAxisMove = Duration.seconds(5)

    /// The first number that is out of its range; what a device allows beyond that it says itself.
    var rangeFault: RangeFault? {
        switch self {
        case .slew(.equatorial(let rightAscension, let declination)):
            Self.fault("right_ascension", rightAscension, RightAscensionLimits.range)
                ?? Self.fault("declination", declination, DeclinationLimits.range)
        case .slew(.horizontal(let altitude, let azimuth)):
            Self.fault("altitude", altitude, AltitudeLimits.range)
                ?? Self.fault("azimuth", azimuth, AzimuthLimits.range)
        case .moveAxis(_, let rate, let duration):
            Self.fault("rate", rate, NumberRange(-360...360, "degrees per second"))
                ?? Self.fault("duration", duration.seconds, NumberRange(0...Self.longestAxisMove.seconds, "seconds"))
        case .pulseGuide(_, let duration):
            Self.fault("duration", duration.seconds, NumberRange(0...60, "seconds"))
        case .rotateDome(let azimuth): Self.fault("azimuth", azimuth, AzimuthLimits.range)
        case .tiltDome(let altitude): Self.fault("altitude", altitude, NumberRange(0...90, "degrees"))
        case .rotate(let position), .rotateMechanical(let position):
            Self.fault("position", position, NumberRange(0..<360, "degrees"))
        case .selectFilter(let position):
            Self.fault("position", Double(position), NumberRange(0...Double(Int16.max), "whole"))
        case .setSwitch(let id, let value):
            Self.fault("id", Double(id), NumberRange(0...Double(Int16.max), "whole"))
                ?? (value.isFinite ? nil : RangeFault(field: "value", value: value, requirement: "must be a number"))
        case .park, .unpark, .findHome, .openShutter, .closeShutter, .focus, .openCover, .closeCover, .calibratorOn,
            .calibratorOff:
            nil
        }
    }

    private static func fault(_ field: String, _ value: Double, _ range: NumberRange) -> RangeFault? {
        range.contains(value) ? nil : RangeFault(field: field, value: value, requirement: range.requirement)
    }
}
