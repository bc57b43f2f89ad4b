import Alpaca
import Kernel

extension MotionPlan {
    // ShutterState: 0 open, 1 closed, 2 opening, 3 closing, 4 error.
    private static let shutterMoves = MotionCondition.saysOne("ShutterStatus", [2, 3])
    private static let shutterRests = MotionCondition.saysOne("ShutterStatus", [0, 1, 4])
    private static let standing = MotionCondition.says("Slewing", false)
    // From interface 3 on, Slewing is true while any part moves, the shutter included: only the azimuth itself tells
    // then that the dome does not turn.
    private static let turned = MotionCondition.any([standing, .all([shutterMoves, .steady("Azimuth")])])

    /// The plan for a goal of a dome; nil when domes have no such goal.
    static func dome(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        guard var plan = try domePart(goal, facts) else { return nil }
        plan.halt = Command(member: "abortslew")
        return plan
    }

    private static func domePart(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        switch goal {
        case .rotateDome(let azimuth):
            let measure = MotionMeasure.angle("Azimuth", to: azimuth)
            var plan = try turning(
                goal, "cansetazimuth", "slewtoazimuth", ["Azimuth": .double(azimuth)], .within(measure, 1), facts)
            plan.measure = measure
            return plan
        case .park:
            var plan = try turning(goal, "canpark", "park", [:], .says("AtPark", true), facts)
            plan.missed = "without being parked"
            plan.isIdempotent = true
            plan.way = .stopsOthers
            return plan
        case .findHome:
            var plan = try turning(goal, "canfindhome", "findhome", [:], .says("AtHome", true), facts)
            plan.missed = "without being at home"
            return plan
        case .tiltDome(let altitude):
            guard !facts.denies("cansetaltitude") else { throw cannot(goal.verb) }
            let measure = MotionMeasure.number("Altitude", to: altitude)
            var plan = MotionPlan(
                "shutter", [.shutter], "slewtoaltitude", ["Altitude": .double(altitude)],
                mayBlock: mayBlock(.dome, facts), arrived: .all([standing, .within(measure, 1)]))
            plan.stands = standing
            plan.busy = shutterMoves
            plan.measure = measure
            return plan
        case .openShutter: return try shutter(goal, "openshutter", 0, "open", facts)
        case .closeShutter:
            var plan = try shutter(goal, "closeshutter", 1, "closed", facts)
            plan.way = .reverses
            return plan
        default: return nil
        }
    }

    private static func turning(
        _ goal: MotionGoal, _ flag: String, _ member: String, _ arguments: [String: AlpacaArgument],
        _ reached: MotionCondition, _ facts: DeviceFacts
    ) throws(ServiceError) -> MotionPlan {
        guard !facts.denies(flag) else { throw cannot(goal.verb) }
        var plan = MotionPlan(
            "dome", [.azimuth], member, arguments, mayBlock: mayBlock(.dome, facts), arrived: .all([reached, turned]))
        plan.stands = standing
        // Without a shutter to say so, whatever moves is the dome.
        plan.busy = .all([.says("Slewing", true), .saysNot("ShutterStatus", 2), .saysNot("ShutterStatus", 3)])
        return plan
    }

    private static func shutter(
        _ goal: MotionGoal, _ member: String, _ status: JSONValue, _ word: String, _ facts: DeviceFacts
    ) throws(ServiceError) -> MotionPlan {
        guard !facts.denies("cansetshutter") else { throw cannot(goal.verb) }
        var plan = MotionPlan(
            "shutter", [.shutter], member, mayBlock: mayBlock(.dome, facts), arrived: .says("ShutterStatus", status))
        plan.stands = shutterRests
        plan.busy = shutterMoves
        plan.troubles = [Trouble(when: .says("ShutterStatus", 4), words: "the shutter reports an error")]
        plan.missed = "without being \(word)"
        plan.isIdempotent = true
        return plan
    }
}
