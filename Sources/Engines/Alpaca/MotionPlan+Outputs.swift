import Alpaca
import Kernel

extension MotionPlan {
    // CoverState and CalibratorState: 0 not present, 1 closed or off, 2 moving or not ready, 3 open or ready,
    // 4 unknown, 5 error. A state that is not known cannot be verified.
    private static let coverRests = MotionCondition.saysOne("CoverState", [0, 1, 3, 4, 5])
    private static let lampRests = MotionCondition.saysOne("CalibratorState", [0, 1, 3, 4, 5])

    /// The plan for a goal of a cover with a calibrator; nil when these have no such goal.
    static func coverCalibrator(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        switch goal {
        case .openCover: return cover("opencover", 3, "open", facts)
        case .closeCover:
            var plan = cover("closecover", 1, "closed", facts)
            plan.way = .reverses
            return plan
        case .calibratorOn(let brightness):
            if let most = facts.cover?.maxBrightness, brightness > most {
                throw outside("brightness", "0 to \(most)", details: ["maximum": .integer(Int64(most))])
            }
            let reached = MotionCondition.within(.number("Brightness", to: Double(brightness)), 0)
            return lamp(
                "calibratoron", ["Brightness": .integer(brightness)], .all([.says("CalibratorState", 3), reached]),
                "without being lit", facts)
        case .calibratorOff:
            var plan = lamp("calibratoroff", [:], .says("CalibratorState", 1), "without being off", facts)
            plan.way = .reverses
            return plan
        default: return nil
        }
    }

    private static func cover(_ member: String, _ state: JSONValue, _ word: String, _ facts: DeviceFacts) -> MotionPlan
    {
        var plan = MotionPlan(
            "cover", [.cover], member, mayBlock: mayBlock(.coverCalibrator, facts),
            arrived: .says("CoverState", state))
        plan.stands = coverRests
        plan.busy = .says("CoverState", 2)
        plan.troubles = troubles("CoverState", "cover")
        plan.missed = "without being \(word)"
        plan.isIdempotent = true
        plan.halt = Command(member: "haltcover")
        return plan
    }

    private static func lamp(
        _ member: String, _ arguments: [String: AlpacaArgument], _ arrived: MotionCondition, _ missed: String,
        _ facts: DeviceFacts
    ) -> MotionPlan {
        var plan = MotionPlan(
            "calibrator", [.calibrator], member, arguments, mayBlock: mayBlock(.coverCalibrator, facts),
            arrived: arrived)
        plan.stands = lampRests
        plan.troubles = troubles("CalibratorState", "calibrator")
        plan.missed = missed
        plan.isIdempotent = true
        return plan
    }

    private static func troubles(_ name: String, _ noun: String) -> [Trouble] {
        [
            Trouble(when: .says(name, 0), words: "the device has no \(noun)"),
            Trouble(when: .says(name, 4), words: "the device does not know the state of its \(noun)"),
            Trouble(when: .says(name, 5), words: "the \(noun) reports an error"),
        ]
    }

    /// The plan for a goal of a switch device; nil when these have no such goal.
    static func `switch`(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        guard case .setSwitch(let id, let value) = goal else { return nil }
        let known = facts.switches?.first { $0.id == id }
        if let count = facts.switches?.count, count > 0, known == nil { throw outside("id", "0 to \(count - 1)") }
        guard known?.canWrite != false else {
            throw ServiceError(.invalidState, "switch \(id) cannot be set", details: ["field": "id"])
        }
        if let least = known?.minimum, let most = known?.maximum, least <= most, !(least...most).contains(value) {
            throw outside(
                "value", "\(least) to \(most)", details: ["minimum": .number(least), "maximum": .number(most)])
        }
        let isAsynchronous = known?.canAsync == true && facts.interfaceVersion >= 3
        let step = known?.step ?? 0
        let measure = MotionMeasure.number("GetSwitchValue\(id)", to: value)
        let reached = MotionCondition.within(measure, step > 0 ? step / 2 * 1.001 : max(1e-6, abs(value) * 0.01))
        let complete = MotionCondition.says("StateChangeComplete\(id)", true)
        var plan = MotionPlan(
            "switch", [.output(id)], isAsynchronous ? "setasyncvalue" : "setswitchvalue",
            ["Id": .integer(id), "Value": .double(value)], mayBlock: !isAsynchronous,
            arrived: isAsynchronous ? .all([complete, reached]) : reached)
        plan.switchProperties = [.switchValue(id)] + (isAsynchronous ? [.switchComplete(id)] : [])
        plan.stands = isAsynchronous ? complete : .within(measure, .infinity)
        plan.measure = measure
        plan.unit = "units"
        if isAsynchronous { plan.halt = Command(member: "cancelasync", arguments: ["Id": .integer(id)]) }
        return plan
    }
}
