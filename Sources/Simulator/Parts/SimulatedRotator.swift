import AlpacaServer
import Kernel

/// A rotator with a mechanical angle, and an angle on the sky that a sync sets.
struct SimulatedRotator: Sendable {
    /// Degrees per second.
    static let rate = 6.0
    static let stepSize = 0.01

    // Mechanical degrees that count on beyond a whole turn, so that a way is the short one.
    private var travel = Travel(at: 0)
    private var isReversed = false
    // Degrees on the sky at the mechanical zero.
    private var offset = 0.0

    /// A rotator at zero.
    init() {}

    /// The mechanical angle.
    func mechanical(_ scene: Scene) -> Double { Angle.degrees(travel.position(at: scene.now)) }

    /// The angle on the sky.
    func sky(_ scene: Scene) -> Double { sky(ofMechanical: travel.position(at: scene.now)) }

    private func sky(ofMechanical angle: Double) -> Double {
        Angle.degrees((isReversed ? -angle : angle) + offset)
    }

    private mutating func turn(byMechanical angle: Double, _ scene: Scene) {
        let here = travel.position(at: scene.now)
        travel.go(to: here + angle, rate: scene.rate(Self.rate), at: scene.now)
    }

    private mutating func turn(bySky angle: Double, _ scene: Scene) {
        turn(byMechanical: isReversed ? -angle : angle, scene)
    }
}

extension SimulatedRotator: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "canreverse": true
        case "ismoving": .bool(travel.isMoving(at: scene.now))
        case "mechanicalposition": .number(mechanical(scene))
        case "position": .number(sky(scene))
        case "targetposition": .number(sky(ofMechanical: travel.end))
        case "reverse": .bool(isReversed)
        case "stepsize": .number(Self.stepSize)
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "move":
            turn(bySky: try arguments.double("Position", in: -360...360), scene)
        case "moveabsolute":
            let wanted = try angle(arguments)
            turn(bySky: Angle.signed(wanted - sky(scene)), scene)
        case "movemechanical":
            let wanted = try angle(arguments)
            turn(byMechanical: Angle.signed(wanted - mechanical(scene)), scene)
        case "sync":
            let wanted = try angle(arguments)
            guard !travel.isMoving(at: scene.now) else { throw .invalidOperation("the rotator is turning") }
            offset = Angle.degrees(offset + wanted - sky(scene))
        case "reverse":
            let wanted = try arguments.bool("Reverse")
            guard !travel.isMoving(at: scene.now) else { throw .invalidOperation("the rotator is turning") }
            let before = sky(scene)
            isReversed = wanted
            // What is in the picture does not turn by being counted the other way.
            offset = Angle.degrees(offset + before - sky(scene))
        case "halt": travel.halt(at: scene.now)
        default: throw .notImplemented(member)
        }
    }

    mutating func faultsChanged(_ scene: Scene) { travel.repace(scene.rate(Self.rate), at: scene.now) }

    private func angle(_ arguments: Arguments) throws(AlpacaFault) -> Double {
        Angle.degrees(try arguments.double("Position", in: 0...360))
    }
}
