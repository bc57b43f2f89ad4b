import Alpaca
import AlpacaServer
import Kernel

/// A dome that turns, with a shutter that takes time.
struct SimulatedDome: Sendable {
    /// Degrees per second of the rotation.
    static let rotationRate = 6.0
    /// Seconds from closed to open.
    static let shutterTime = 15.0
    /// Degrees per second of the opening's altitude.
    static let altitudeRate = 6.0
    /// Degrees to either side through which a tube in the middle sees the sky.
    static let halfOpening = 20.0
    static let home = 0.0

    // Degrees that count on beyond a whole turn, so that a way is the short one.
    var rotation = Travel(at: 90)
    var altitude = Travel(at: 45)
    // From 0 (closed) to 1 (open).
    var shutter = Travel(at: 0)
    var parkAzimuth = 90.0
    private(set) var rest = Rest.park

    enum Rest: Sendable {
        case field, park, home
    }

    /// Where the opening is.
    func azimuth(_ scene: Scene) -> Double { Angle.degrees(rotation.position(at: scene.now)) }

    /// The state of the shutter.
    func shutterState(_ scene: Scene) -> ShutterState {
        switch shutter.direction(at: scene.now) {
        case 1...: .opening
        case ..<0: .closing
        default:
            switch shutter.position(at: scene.now) {
            case 0: .closed
            case 1: .open
            // Stopped on the way: neither.
            default: .error
            }
        }
    }

    /// Whether any part moves.
    func isSlewing(_ scene: Scene) -> Bool {
        [rotation, altitude, shutter].contains { $0.isMoving(at: scene.now) }
    }

    /// Whether a tube that looks to an azimuth and an altitude sees the sky.
    func shows(azimuth: Double, altitude: Double, _ scene: Scene) -> Bool {
        let aside = abs(Angle.signed(azimuth - self.azimuth(scene)))
        // Near the zenith the opening is seen from below, and its azimuth matters less.
        return shutterState(scene) == .open && (altitude > 80 || aside <= Self.halfOpening)
    }

    private mutating func turn(to azimuth: Double, then rest: Rest, _ scene: Scene) {
        let here = rotation.position(at: scene.now)
        let end = here + Angle.signed(azimuth - here)
        rotation.go(to: end, rate: scene.rate(Self.rotationRate), at: scene.now)
        self.rest = rest
    }

    private func rest(_ scene: Scene) -> Rest { rotation.isMoving(at: scene.now) ? .field : rest }

    private func shutterRate(_ scene: Scene) -> Double {
        scene.faults.contains(.stuckShutter) ? 0 : scene.rate(1 / Self.shutterTime)
    }
}

extension SimulatedDome: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "altitude": .number(altitude.position(at: scene.now))
        case "azimuth": .number(azimuth(scene))
        case "athome": .bool(rest(scene) == .home)
        case "atpark": .bool((rest(scene) == .park) != scene.faults.contains(.lyingAtPark))
        case "shutterstatus": .integer(Int64(shutterState(scene).rawValue))
        case "slewing": .bool(isSlewing(scene))
        case "slaved", "canslave": false
        case "canfindhome", "canpark", "cansetaltitude", "cansetazimuth", "cansetpark", "cansetshutter",
            "cansyncazimuth":
            true
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "slewtoazimuth": turn(to: try azimuth(arguments), then: .field, scene)
        case "park":
            if rest(scene) != .park { turn(to: parkAzimuth, then: .park, scene) }
        case "findhome":
            if rest(scene) != .home { turn(to: Self.home, then: .home, scene) }
        case "setpark": parkAzimuth = azimuth(scene)
        case "synctoazimuth":
            let wanted = try azimuth(arguments)
            guard !rotation.isMoving(at: scene.now) else { throw .invalidOperation("the dome is turning") }
            rotation.shift(by: Angle.signed(wanted - rotation.position(at: scene.now)))
            rest = .field
        case "slewtoaltitude":
            let wanted = try arguments.double("Altitude", in: 0...90)
            guard shutterState(scene) == .open else { throw .invalidOperation("the shutter is not open") }
            altitude.go(to: wanted, rate: scene.rate(Self.altitudeRate), at: scene.now)
        case "openshutter": shutter.go(to: 1, rate: shutterRate(scene), at: scene.now)
        case "closeshutter": shutter.go(to: 0, rate: shutterRate(scene), at: scene.now)
        case "abortslew":
            if rotation.isMoving(at: scene.now) { rest = .field }
            rotation.halt(at: scene.now)
            altitude.halt(at: scene.now)
            shutter.halt(at: scene.now)
        case "slaved":
            if try arguments.bool("Slaved") { throw .notImplemented("Slaved") }
        default: throw .notImplemented(member)
        }
    }

    mutating func faultsChanged(_ scene: Scene) {
        rotation.repace(scene.rate(Self.rotationRate), at: scene.now)
        altitude.repace(scene.rate(Self.altitudeRate), at: scene.now)
        shutter.repace(shutterRate(scene), at: scene.now)
    }

    private func azimuth(_ arguments: Arguments) throws(AlpacaFault) -> Double {
        Angle.degrees(try arguments.double("Azimuth", in: 0...360))
    }
}
