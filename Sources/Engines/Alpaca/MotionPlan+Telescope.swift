import Alpaca
import Kernel

extension MotionPlan {
    private static let slewing = MotionCondition.says("Slewing", true)
    private static let standing = MotionCondition.says("Slewing", false)
    private static let notSlewing = MotionCondition.saysNot("Slewing", true)

    /// The plan for a goal of a mount; nil when mounts have no such goal.
    static func telescope(
        _ goal: MotionGoal, _ facts: DeviceFacts, _ values: AlpacaConfiguration
    ) throws(ServiceError) -> MotionPlan? {
        guard var plan = try mount(goal, facts, values) else { return nil }
        plan.halt = Command(member: "abortslew")
        plan.busy = slewing
        return plan
    }

    private static func mount(
        _ goal: MotionGoal, _ facts: DeviceFacts, _ values: AlpacaConfiguration
    ) throws(ServiceError) -> MotionPlan? {
        let mayBlock = mayBlock(.telescope, facts)
        switch goal {
        case .slew(let target): return try slew(target, facts, values)
        case .park:
            guard !facts.denies("canpark") else { throw cannot(goal.verb) }
            var plan = MotionPlan(
                "mount", MotionPart.mount, "park", mayBlock: mayBlock,
                arrived: .all([.says("AtPark", true), notSlewing]))
            plan.stands = standing
            plan.missed = "without being parked"
            plan.isIdempotent = true
            // Some devices go on to an old target while they say that they are parked.
            plan.way = .stopsOthers
            return plan
        case .unpark:
            guard !facts.denies("canunpark") else { throw cannot(goal.verb) }
            var plan = MotionPlan(
                "mount", MotionPart.mount, "unpark", mayBlock: mayBlock,
                arrived: .all([.says("AtPark", false), notSlewing]))
            plan.stands = standing
            plan.missed = "and is still parked"
            plan.isIdempotent = true
            return plan
        case .findHome:
            guard !facts.denies("canfindhome") else { throw cannot(goal.verb) }
            var plan = MotionPlan(
                "mount", MotionPart.mount, "findhome", mayBlock: mayBlock,
                arrived: .all([.says("AtHome", true), notSlewing]))
            plan.stands = standing
            plan.missed = "without being at home"
            plan.isRefusedWhileParked = true
            return plan
        case .moveAxis(let axis, let rate, _): return try moveAxis(axis, rate, facts)
        case .pulseGuide(let direction, let duration):
            var plan = try pulse("mount", [.axis(direction.axis)], direction, duration, facts)
            plan.isRefusedWhileParked = true
            return plan
        default: return nil
        }
    }

    /// A slew: the asynchronous member is preferred, the other taken where the device has no better.
    private static func slew(
        _ target: SlewTarget, _ facts: DeviceFacts, _ values: AlpacaConfiguration
    ) throws(ServiceError) -> MotionPlan {
        let member: String
        let flag: String
        let what: String
        let arguments: [String: AlpacaArgument]
        switch target {
        case .equatorial(let rightAscension, let declination):
            (member, flag, what) = ("slewtocoordinates", "canslew", "slew to coordinates")
            arguments = ["RightAscension": .double(rightAscension), "Declination": .double(declination)]
        case .horizontal(let altitude, let azimuth):
            (member, flag, what) = ("slewtoaltaz", "canslewaltaz", "slew to altitude and azimuth")
            arguments = ["Azimuth": .double(azimuth), "Altitude": .double(altitude)]
        }
        let isSynchronous = facts.denies(flag + "async")
        guard !isSynchronous || facts.affirms(flag) else { throw cannot(what) }
        let measure = MotionMeasure.pointing(target)
        var plan = MotionPlan(
            "mount", MotionPart.mount, isSynchronous ? member : member + "async", arguments, mayBlock: isSynchronous,
            arrived: .all([standing, .within(measure, values.settleTolerance)]))
        plan.stands = standing
        plan.measure = measure
        plan.isRefusedWhileParked = true
        if case .equatorial = target { plan.tracking = true } else { plan.tracking = false }
        return plan
    }

    // The end is not the device's: it is told to stop when the time is over.
    private static func moveAxis(
        _ axis: TelescopeAxis, _ rate: Double, _ facts: DeviceFacts
    ) throws(ServiceError) -> MotionPlan {
        let limits = facts.mount?.axes[axis]
        guard limits?.canMove != false else {
            throw ServiceError(.invalidState, "the device cannot move its \(axis.name) axis")
        }
        // A rate of 0 stops the axis and is always allowed (ASCOM, Telescope.MoveAxis).
        if rate != 0, let rates = limits?.rates, !rates.contains(where: { $0.contains(abs(rate)) }) {
            let ranges = rates.map { "\($0.lowerBound) to \($0.upperBound)" }.joined(separator: ", ")
            throw outside(
                "rate", "\(ranges.isEmpty ? "0" : ranges) degrees per second in either direction, or 0",
                details: ["allowed": .array(rates.map { [.number($0.lowerBound), .number($0.upperBound)] })])
        }
        var plan = MotionPlan(
            "mount", [.axis(axis)], "moveaxis", ["Axis": .integer(axis.rawValue), "Rate": .double(rate)],
            mayBlock: false, arrived: standing)
        plan.isRefusedWhileParked = true
        return plan
    }

    /// A guide pulse; a device may answer at once or at the pulse's end.
    static func pulse(
        _ noun: String, _ parts: Set<MotionPart>, _ direction: GuideDirection, _ duration: Duration,
        _ facts: DeviceFacts
    ) throws(ServiceError) -> MotionPlan {
        guard !facts.denies("canpulseguide") else { throw cannot("guide") }
        var plan = MotionPlan(
            noun, parts, "pulseguide",
            ["Direction": .integer(direction.rawValue), "Duration": .integer(Int(duration.milliseconds.rounded()))],
            mayBlock: true, arrived: .says("IsPulseGuiding", false))
        plan.missed = "in the middle of a guide pulse"
        return plan
    }

    /// The plan for a goal of a camera; nil when cameras have no such goal.
    static func camera(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        guard case .pulseGuide(let direction, let duration) = goal else { return nil }
        return try pulse("camera", [.axis(direction.axis)], direction, duration, facts)
    }
}

extension GuideDirection {
    /// The axis on which a pulse works.
    var axis: TelescopeAxis {
        switch self {
        case .east, .west: .primary
        case .north, .south: .secondary
        }
    }
}

extension TelescopeAxis {
    /// The axis in words.
    var name: String {
        switch self {
        case .primary: "primary"
        case .secondary: "secondary"
        case .tertiary: "tertiary"
        }
    }
}
