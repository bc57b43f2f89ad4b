import Alpaca
import Kernel

extension MotionPlan {
    private static let moving = MotionCondition.says("IsMoving", true)
    private static let still = MotionCondition.says("IsMoving", false)

    /// The plan for a goal of a focuser; nil when focusers have no such goal.
    static func focuser(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        guard case .focus(let position) = goal else { return nil }
        let isAbsolute = facts.focuser?.isAbsolute ?? true
        let range: ClosedRange<Int>? =
            isAbsolute
            ? facts.focuser?.maxStep.map { 0...max(0, $0) }
            : facts.focuser?.maxIncrement.map { -max(0, $0)...max(0, $0) }
        if let range, !range.contains(position) {
            throw outside(
                "position", "\(range.lowerBound) to \(range.upperBound) steps",
                details: ["minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound))])
        }
        let measure = MotionMeasure.number("Position", to: Double(position))
        // One that knows no positions is believed when it says that it stands.
        var plan = MotionPlan(
            "focuser", [.position], "move", ["Position": .integer(position)], mayBlock: mayBlock(.focuser, facts),
            arrived: isAbsolute ? .all([still, .within(measure, 2)]) : still)
        plan.stands = still
        plan.busy = moving
        plan.measure = isAbsolute ? measure : nil
        plan.unit = "steps"
        plan.halt = Command(member: "halt")
        return plan
    }

    /// The plan for a goal of a rotator; nil when rotators have no such goal.
    static func rotator(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        let (member, name, position): (String, String, Double)
        switch goal {
        case .rotate(let angle): (member, name, position) = ("moveabsolute", "Position", angle)
        case .rotateMechanical(let angle):
            // Mechanical positions came with interface 3.
            guard facts.interfaceVersion >= 3 else { throw cannot(goal.verb) }
            (member, name, position) = ("movemechanical", "MechanicalPosition", angle)
        default: return nil
        }
        let measure = MotionMeasure.angle(name, to: position)
        let tolerance = max(0.5, (facts.rotator?.stepSize ?? 0) * 2)
        var plan = MotionPlan(
            "rotator", [.position], member, ["Position": .double(position)], mayBlock: mayBlock(.rotator, facts),
            arrived: .all([still, .within(measure, tolerance)]))
        plan.stands = still
        plan.busy = moving
        plan.measure = measure
        plan.halt = Command(member: "halt")
        return plan
    }

    /// The plan for a goal of a filter wheel; nil when filter wheels have no such goal.
    static func filterWheel(_ goal: MotionGoal, _ facts: DeviceFacts) throws(ServiceError) -> MotionPlan? {
        guard case .selectFilter(let position) = goal else { return nil }
        if let names = facts.filterWheel?.names, !names.isEmpty, position >= names.count {
            throw outside(
                "position", "0 to \(names.count - 1)", details: ["maximum": .integer(Int64(names.count - 1))])
        }
        var plan = MotionPlan(
            "filter wheel", [.position], "position", ["Position": .integer(position)],
            mayBlock: mayBlock(.filterWheel, facts), arrived: .says("Position", .integer(Int64(position))))
        // A position of -1 means that it moves (ASCOM, FilterWheel.Position).
        plan.stands = .all([.saysNot("Position", -1), .within(.number("Position", to: 0), .infinity)])
        plan.busy = .says("Position", -1)
        plan.missed = "at another filter"
        plan.isIdempotent = true
        return plan
    }
}
