import AlpacaServer
import Kernel

/// A wheel of seven filters that takes a second from one to the next.
struct SimulatedFilterWheel: Sendable {
    /// What a place of the wheel holds.
    struct Filter: Sendable {
        let name: String
        /// Steps that the focus moves.
        let focusOffset: Int
        /// The part of the light of a star that passes.
        let transmission: Double
    }

    static let filters = [
        Filter(name: "L", focusOffset: 0, transmission: 0.95),
        Filter(name: "R", focusOffset: 35, transmission: 0.32),
        Filter(name: "G", focusOffset: 20, transmission: 0.34),
        Filter(name: "B", focusOffset: 50, transmission: 0.28),
        Filter(name: "Ha", focusOffset: 80, transmission: 0.02),
        Filter(name: "OIII", focusOffset: 75, transmission: 0.015),
        Filter(name: "SII", focusOffset: 82, transmission: 0.018),
    ]

    private static let placesPerSecond = 1.0
    private var travel = Travel(at: 0)

    /// A wheel with its first filter in the light.
    init() {}

    /// The filter in the light; nil while the wheel turns.
    func filter(_ scene: Scene) -> Filter? {
        let place = Int(travel.end)
        return travel.isMoving(at: scene.now) || !Self.filters.indices.contains(place) ? nil : Self.filters[place]
    }
}

extension SimulatedFilterWheel: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "position": .integer(travel.isMoving(at: scene.now) ? -1 : Int64(travel.end))
        case "names": .array(Self.filters.map { .string($0.name) })
        case "focusoffsets": .array(Self.filters.map { .integer(Int64($0.focusOffset)) })
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        guard member == "position" else { throw .notImplemented(member) }
        let place = try arguments.integer("Position", in: 0...(Self.filters.count - 1))
        guard !travel.isMoving(at: scene.now) else { throw .invalidOperation("the wheel is turning") }
        travel.go(to: Double(place), rate: scene.rate(Self.placesPerSecond), at: scene.now)
    }

    mutating func faultsChanged(_ scene: Scene) {
        travel.repace(scene.rate(Self.placesPerSecond), at: scene.now)
    }
}
