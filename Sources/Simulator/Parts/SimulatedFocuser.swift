import AlpacaServer
import FoundationEssentials
import Kernel

/// An absolute focuser whose best position drifts with the temperature of the tube.
struct SimulatedFocuser: Sendable {
    static let largest = 50_000
    /// Steps per second.
    static let rate = 2500.0
    /// Micrometres per step.
    static let stepSize = 1.0
    /// Steps that the focus moves when it becomes a degree warmer.
    static let stepsPerDegree = -12.0
    /// The best position without a filter at the reference temperature.
    static let bestPosition = 25_000.0
    /// Degrees Celsius of the best position.
    static let referenceTemperature = 6.0

    private var travel = Travel(at: bestPosition)
    private var compensatesSince: Double?

    /// A focuser at the best position for the reference temperature.
    init() {}

    /// The steps from the best focus for a filter.
    func defocus(filterOffset: Int, _ scene: Scene) -> Double {
        let best =
            Self.bestPosition + Double(filterOffset)
            + Self.stepsPerDegree * (scene.weather.temperature(at: scene.date) - Self.referenceTemperature)
        return Double(position(scene)) - best
    }

    /// Where it is.
    func position(_ scene: Scene) -> Int {
        var position = travel.position(at: scene.now)
        if let temperature = compensatesSince {
            position += Self.stepsPerDegree * (scene.weather.temperature(at: scene.date) - temperature)
        }
        return Int(min(max(position, 0), Double(Self.largest)).rounded())
    }

    // What the compensation has done so far becomes the position.
    private mutating func fold(_ scene: Scene) {
        guard compensatesSince != nil else { return }
        travel.shift(by: Double(position(scene)) - travel.position(at: scene.now))
        compensatesSince = scene.weather.temperature(at: scene.date)
    }
}

extension SimulatedFocuser: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "absolute", "tempcompavailable": true
        case "ismoving": .bool(travel.isMoving(at: scene.now))
        case "maxincrement", "maxstep": .integer(Int64(Self.largest))
        case "position": .integer(Int64(position(scene)))
        case "stepsize": .number(Self.stepSize)
        case "tempcomp": .bool(compensatesSince != nil)
        case "temperature": .number(scene.weather.temperature(at: scene.date))
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "move":
            let position = try arguments.integer("Position", in: 0...Self.largest)
            fold(scene)
            travel.go(to: Double(position), rate: scene.rate(Self.rate), at: scene.now)
        case "halt":
            fold(scene)
            travel = Travel(at: travel.position(at: scene.now).rounded())
        case "tempcomp":
            let isOn = try arguments.bool("TempComp")
            fold(scene)
            compensatesSince = isOn ? scene.weather.temperature(at: scene.date) : nil
        default: throw .notImplemented(member)
        }
    }

    mutating func faultsChanged(_ scene: Scene) { travel.repace(scene.rate(Self.rate), at: scene.now) }
}
