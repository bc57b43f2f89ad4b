import Alpaca
import Kernel

/// How a goal is reached with one device, as data: what it is told, what is watched, and what counts as having arrived.
struct MotionPlan: Sendable, Hashable {
    /// A member with its arguments.
    struct Command: Sendable, Hashable {
        let member: String
        var arguments: [String: AlpacaArgument] = [:]
    }

    /// A state in which the device reports that something is wrong, in words.
    struct Trouble: Sendable, Hashable {
        let when: MotionCondition
        let words: String
    }

    /// What becomes of a motion of the same part that is under way.
    enum Way: Sendable, Hashable {
        /// The new motion is refused unless it says that it replaces the other.
        case waits
        /// The other is stopped first: the goal is safety.
        case stopsOthers
        /// The other is turned round by the command itself: the goal is safety, and no stop on the way.
        case reverses
    }

    /// What moves, in messages.
    var noun: String
    /// The parts that move.
    var parts: Set<MotionPart>
    /// What the device is told.
    var command: Command
    /// Whether the command may answer only when the motion is over.
    var mayBlock: Bool
    /// The device's own word that it has arrived.
    var arrived: MotionCondition
    /// The device's own word that it stands, wherever.
    var stands: MotionCondition?
    /// The device's own word that the part moves, which refuses another motion.
    var busy: MotionCondition?
    /// How far it has to go.
    var measure: MotionMeasure?
    /// The unit of the distance.
    var unit = "degrees"
    /// What it was not when it stood elsewhere, in messages.
    var missed = "where it should"
    /// The states that are failures.
    var troubles: [Trouble] = []
    /// Whether a parked device refuses it; the cure is to unpark.
    var isRefusedWhileParked = false
    /// Whether there is nothing to do when the device says that it is there.
    var isIdempotent = false
    /// What becomes of another motion of the same part.
    var way = Way.waits
    /// What stops the part; nil when nothing does.
    var halt: Command?
    /// The tracking that a slew needs: ASCOM wants it on for equatorial coordinates and off for horizontal ones.
    var tracking: Bool?
    /// Further properties to watch, of a switch.
    var switchProperties: [MotionProperty] = []

    /// What is watched until the end.
    func watched(of type: AlpacaDeviceType) -> [MotionProperty] {
        var names = arrived.names
        names.formUnion(stands?.names ?? [])
        names.formUnion(measure?.names ?? [])
        for trouble in troubles { names.formUnion(trouble.when.names) }
        return MotionProperty.named(names, of: type) + switchProperties
    }

    /// What is looked at before the device is told.
    func lookedAtFirst(of type: AlpacaDeviceType) -> [MotionProperty] {
        var names = busy?.names ?? []
        if isRefusedWhileParked { names.insert("AtPark") }
        if tracking != nil { names.insert("Tracking") }
        if isIdempotent { names.formUnion(arrived.names) }
        return MotionProperty.named(names, of: type)
    }

    /// The plan for a goal with a device.
    ///
    /// - Throws: `ServiceError` `invalid_state` when the device cannot do this, `invalid_request` when it cannot do it
    ///   so far or so fast.
    init(
        _ goal: MotionGoal, of type: AlpacaDeviceType, _ facts: DeviceFacts, _ values: AlpacaConfiguration
    ) throws(ServiceError) {
        let plan: MotionPlan? =
            switch type {
            case .telescope: try Self.telescope(goal, facts, values)
            case .dome: try Self.dome(goal, facts)
            case .focuser: try Self.focuser(goal, facts)
            case .rotator: try Self.rotator(goal, facts)
            case .filterWheel: try Self.filterWheel(goal, facts)
            case .coverCalibrator: try Self.coverCalibrator(goal, facts)
            case .switch: try Self.switch(goal, facts)
            case .camera: try Self.camera(goal, facts)
            case .safetyMonitor, .observingConditions: nil
            }
        guard let plan else { throw Self.cannot(goal.verb) }
        self = plan
    }

    init(
        _ noun: String, _ parts: Set<MotionPart>, _ member: String, _ arguments: [String: AlpacaArgument] = [:],
        mayBlock: Bool, arrived: MotionCondition
    ) {
        self.noun = noun
        self.parts = parts
        command = Command(member: member, arguments: arguments)
        self.mayBlock = mayBlock
        self.arrived = arrived
    }

    static func cannot(_ what: String) -> ServiceError { ServiceError(.invalidState, "the device cannot \(what)") }

    static func outside(_ field: String, _ range: String, details: [String: JSONValue] = [:]) -> ServiceError {
        ServiceError(
            .invalidRequest, "\(field) must be \(range)", details: details.merging(["field": .string(field)]) { $1 })
    }

    /// Whether a command of a device answers at once, which its interface promises from Platform 7 on.
    static func mayBlock(_ type: AlpacaDeviceType, _ facts: DeviceFacts) -> Bool {
        facts.interfaceVersion < type.platform7Version
    }
}
