import Alpaca
import AlpacaServer
import Kernel

/// The switches and meters of the observatory.
struct SimulatedSwitches: Sendable {
    /// One switch.
    struct Line: Sendable {
        var name: String
        let description: String
        var range = 0.0...1.0
        var step = 1.0
        var value = 0.0
        var isWritable = true
        /// Seconds until an asynchronous change is complete; nil when there is none.
        var delay: Double?
        /// The change under way: to which value, and when it is complete.
        var pending: (value: Double, at: Double)?
        var isCancelled = false

        /// The value at a time.
        func value(at now: Double) -> Double {
            guard let pending, now >= pending.at else { return value }
            return pending.value
        }
    }

    private(set) var lines = [
        Line(name: "Mount power", description: "Power of the mount", value: 1),
        Line(name: "Camera power", description: "Power of the camera", value: 1),
        Line(name: "Observatory lights", description: "Red lamps under the dome", delay: 1),
        Line(name: "Dew heater", description: "Heater of the tube in percent", range: 0...100, delay: 2),
        Line(name: "Fan", description: "Fan of the primary mirror in volts", range: 0...12, step: 0.5),
        Line(
            name: "Supply voltage", description: "Volts of the supply", range: 0...15, step: 0.01, value: 12.4,
            isWritable: false),
        Line(
            name: "Door", description: "Whether the door is open", value: 0, isWritable: false),
    ]

    /// The switches as they are delivered.
    init() {}

    private func index(_ arguments: Arguments) throws(AlpacaFault) -> Int {
        try arguments.integer("Id", in: 0...(lines.count - 1))
    }

    private func value(_ line: Line, _ scene: Scene) -> Double { line.value(at: scene.now) }

    private mutating func set(
        _ index: Int, to wanted: Double, isAsynchronous: Bool, _ scene: Scene
    ) throws(AlpacaFault) {
        var line = lines[index]
        guard line.isWritable else { throw .notImplemented("setting \(line.name)") }
        guard line.range.contains(wanted) else {
            throw .invalidValue("\(wanted) is not from \(line.range.lowerBound) to \(line.range.upperBound)")
        }
        let lowest = line.range.lowerBound
        let exact = lowest + ((wanted - lowest) / line.step).rounded() * line.step
        line.value = value(line, scene)
        line.isCancelled = false
        line.pending = nil
        if isAsynchronous {
            guard let delay = line.delay else { throw .notImplemented("an asynchronous change of \(line.name)") }
            line.pending = (exact, scene.faults.contains(.stuck) ? .infinity : scene.now + scene.seconds(delay))
        } else if !scene.faults.contains(.stuck) {
            line.value = exact
        }
        lines[index] = line
    }

    private mutating func cancel(_ index: Int, _ scene: Scene) throws(AlpacaFault) {
        guard lines[index].delay != nil else { throw .notImplemented("CancelAsync of \(lines[index].name)") }
        guard let pending = lines[index].pending, scene.now < pending.at else { return }
        lines[index].pending = nil
        lines[index].isCancelled = true
    }

    private static func isComplete(_ line: Line, _ scene: Scene) -> Bool {
        line.pending.map { scene.now >= $0.at } ?? true
    }
}

extension SimulatedSwitches: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        if member == "maxswitch" { return .integer(Int64(lines.count)) }
        let line = lines[try index(arguments)]
        switch member {
        case "canasync": return .bool(line.delay != nil)
        case "canwrite": return .bool(line.isWritable)
        case "getswitch": return .bool(value(line, scene) > line.range.lowerBound)
        case "getswitchdescription": return .string(line.description)
        case "getswitchname": return .string(line.name)
        case "getswitchvalue": return .number(value(line, scene))
        case "minswitchvalue": return .number(line.range.lowerBound)
        case "maxswitchvalue": return .number(line.range.upperBound)
        case "switchstep": return .number(line.step)
        case "statechangecomplete":
            guard !line.isCancelled else {
                throw AlpacaFault(.operationCancelled, "the change of \(line.name) was cancelled")
            }
            return .bool(Self.isComplete(line, scene))
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        let index = try index(arguments)
        let range = lines[index].range
        switch member {
        case "setswitch", "setasync":
            let wanted = try arguments.bool("State") ? range.upperBound : range.lowerBound
            try set(index, to: wanted, isAsynchronous: member == "setasync", scene)
        case "setswitchvalue", "setasyncvalue":
            let wanted = try arguments.double("Value")
            try set(index, to: wanted, isAsynchronous: member == "setasyncvalue", scene)
        case "setswitchname":
            let name = try arguments.text("Name")
            guard !name.isEmpty, name.utf8.count <= 100 else { throw .invalidValue("Name must have 1 to 100 bytes") }
            lines[index].name = name
        case "cancelasync": try cancel(index, scene)
        default: throw .notImplemented(member)
        }
    }

    func ownState(_ scene: Scene) -> [(name: String, value: JSONValue)] {
        lines.enumerated().flatMap { index, line -> [(name: String, value: JSONValue)] in
            let value = self.value(line, scene)
            return [
                ("GetSwitch\(index)", .bool(value > line.range.lowerBound)),
                ("GetSwitchValue\(index)", .number(value)),
                ("StateChangeComplete\(index)", .bool(Self.isComplete(line, scene))),
            ]
        }
    }
}
