import Alpaca
import AlpacaServer
import Kernel

/// A cover with a flat-field lamp in it.
struct SimulatedCover: Sendable {
    static let brightest = 255
    /// Seconds from closed to open.
    static let coverTime = 5.0
    /// Seconds until the lamp shines evenly.
    static let warmUp = 2.0

    // From 0 (closed) to 1 (open).
    private var cover = Travel(at: 0)
    private var brightness = 0
    // From 0 (settled long ago) to 1 (settled).
    private var lamp = Travel(at: 1)

    /// A closed cover with its lamp off.
    init() {}

    /// The state of the cover.
    func coverState(_ scene: Scene) -> CoverState {
        if cover.isMoving(at: scene.now) { return .moving }
        return switch cover.position(at: scene.now) {
        case 0: .closed
        case 1: .open
        default: .unknown
        }
    }

    /// The light of the lamp that reaches the tube, 0 to 1.
    func light(_ scene: Scene) -> Double {
        coverState(scene) == .closed ? Double(brightness) / Double(Self.brightest) * lamp.position(at: scene.now) : 0
    }

    private func calibratorState(_ scene: Scene) -> CalibratorState {
        lamp.isMoving(at: scene.now) ? .notReady : brightness > 0 ? .ready : .off
    }

    private mutating func move(to end: Double, _ scene: Scene) {
        cover.go(to: end, rate: scene.rate(1 / Self.coverTime), at: scene.now)
    }

    private mutating func shine(_ brightness: Int, _ scene: Scene) {
        self.brightness = brightness
        lamp = Travel(at: 0)
        lamp.go(to: 1, rate: scene.rate(1 / Self.warmUp), at: scene.now)
    }
}

extension SimulatedCover: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "brightness": .integer(Int64(brightness))
        case "calibratorchanging": .bool(lamp.isMoving(at: scene.now))
        case "calibratorstate": .integer(Int64(calibratorState(scene).rawValue))
        case "covermoving": .bool(cover.isMoving(at: scene.now))
        case "coverstate": .integer(Int64(coverState(scene).rawValue))
        case "maxbrightness": .integer(Int64(Self.brightest))
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "opencover": move(to: 1, scene)
        case "closecover": move(to: 0, scene)
        case "haltcover": cover.halt(at: scene.now)
        case "calibratoron": shine(try arguments.integer("Brightness", in: 0...Self.brightest), scene)
        case "calibratoroff": shine(0, scene)
        default: throw .notImplemented(member)
        }
    }

    mutating func faultsChanged(_ scene: Scene) {
        cover.repace(scene.rate(1 / Self.coverTime), at: scene.now)
        lamp.repace(scene.rate(1 / Self.warmUp), at: scene.now)
    }
}
