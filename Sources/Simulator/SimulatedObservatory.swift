public import Alpaca
public import AlpacaServer
import AstrometryEngines
import FoundationEssentials
public import Kernel
import Synchronization

/// Ten simulated devices that share a sky, a weather and a clock.
public final class SimulatedObservatory: Sendable {
    /// The action that switches faults.
    public static let faultAction = "simulator:fault"

    /// What it is made of.
    public let configuration: SimulatorConfiguration
    private let world: Mutex<SimulatedWorld>
    private let pictures = PictureCache()
    private let time: TimeSource
    private let startedAt: Duration

    /// Builds an observatory: parked, closed and with nobody connected.
    public init(_ configuration: SimulatorConfiguration, time: TimeSource = .system) {
        self.configuration = configuration
        self.time = time
        startedAt = time.now()
        world = Mutex(SimulatedWorld(configuration, at: time.date()))
    }

    /// Its devices.
    public var devices: [SimulatedDevice] {
        AlpacaDeviceType.allCases.map { type in
            let digest = Digest.sha256Hex(Data("\(configuration.identity)/\(type.rawValue)".utf8))
            return SimulatedDevice(type: type, uniqueID: "bigskies-\(digest.prefix(24))", observatory: self)
        }
    }

    /// The device of a type.
    public func device(_ type: AlpacaDeviceType) -> SimulatedDevice? { devices.first { $0.type == type } }

    /// The faults of a device.
    public func faults(of type: AlpacaDeviceType) -> Set<FaultKind> { world.withLock { $0.faults[type] ?? [] } }

    /// Switches a fault of a device on or off.
    ///
    /// - Throws: `invalidValue` when such a device cannot have it.
    public func set(_ fault: FaultKind, of type: AlpacaDeviceType, to isOn: Bool) throws(AlpacaFault) {
        guard fault.concerns(type) else {
            throw .invalidValue(
                "a \(type.rawValue) has no fault \(fault.rawValue); it has "
                    + FaultKind.all(of: type).map(\.rawValue).joined(separator: ", "))
        }
        world.withLock { $0.set(fault, isOn, of: type, now: now, time.date()) }
    }

    var now: Double { (time.now() - startedAt).seconds }
}

extension SimulatedObservatory {
    func actions(of type: AlpacaDeviceType) -> [String] { [Self.faultAction] + world.withLock { $0[type].actions } }

    /// Reads a member.
    func read(_ type: AlpacaDeviceType, _ call: AlpacaCall) throws(AlpacaFault) -> JSONValue {
        let member = call.member.name
        return try inScene(type, call) { world, scene throws(AlpacaFault) -> JSONValue in
            let connections = world.connections[type] ?? ClientConnections()
            switch member {
            case "connected":
                return .bool(connections.isConnected(at: scene.now) && !scene.faults.contains(.disconnected))
            case "connecting": return .bool(connections.isConnecting(at: scene.now))
            default:
                try Self.requireConnection(connections, scene)
                return try world.read(type, member, Arguments(values: call.arguments), scene)
            }
        }
    }

    /// Does what a member says.
    func write(_ type: AlpacaDeviceType, _ call: AlpacaCall) throws(AlpacaFault) {
        let arguments = Arguments(values: call.arguments)
        try inScene(type, call) { world, scene throws(AlpacaFault) in
            var connections = world.connections[type] ?? ClientConnections()
            switch call.member.name {
            case "connect": connections.connect(call.clientID, at: scene.now, takes: scene.seconds(0.3))
            case "disconnect": connections.disconnect(call.clientID, at: scene.now, takes: scene.seconds(0.05))
            case "connected":
                if try arguments.bool("Connected") {
                    connections.connect(call.clientID, at: scene.now, takes: 0)
                } else {
                    connections.disconnect(call.clientID, at: scene.now, takes: 0)
                }
            default:
                try Self.requireConnection(connections, scene)
                try world.write(type, call.member.name, arguments, scene)
                return
            }
            world.connections[type] = connections
        }
    }

    /// Does an action.
    func act(_ type: AlpacaDeviceType, _ call: AlpacaCall) throws(AlpacaFault) -> String {
        let arguments = Arguments(values: call.arguments)
        let action = try arguments.text("Action")
        let parameters = try arguments.text("Parameters")
        if action.lowercased() == Self.faultAction { return try switchFaults(of: type, parameters) }
        return try inScene(type, call) { world, scene throws(AlpacaFault) -> String in
            try Self.requireConnection(world.connections[type] ?? ClientConnections(), scene)
            var part = world[type]
            guard part.actions.contains(where: { $0.lowercased() == action.lowercased() }) else {
                throw AlpacaFault(.actionNotImplemented, "there is no action \(action)")
            }
            let answer = try part.act(action, parameters, scene)
            world[type] = part
            return answer
        }
    }

    /// Takes the picture of the last exposure.
    func picture(_ call: AlpacaCall) async throws(AlpacaFault) -> AlpacaImage {
        let exposure = try inScene(.camera, call) { world, scene throws(AlpacaFault) -> CameraExposure in
            try Self.requireConnection(world.connections[.camera] ?? ClientConnections(), scene)
            return try world.camera.finished(scene)
        }
        let seed = configuration.seed
        return try await pictures.picture(of: exposure, seed: seed)
    }

    /// Waits until the mount rests.
    func waitForMount(_ call: AlpacaCall) async throws(AlpacaFault) {
        while true {
            let rest = try inScene(.telescope, call) { world, scene throws(AlpacaFault) -> Double? in
                world.mount.isOnItsWay(scene) ? world.mount.slew.map { $0.finish - scene.now } : nil
            }
            guard let rest else { return }
            // A stuck mount is looked at again until somebody aborts its slew.
            let nap = Duration.seconds(min(max(rest, 0.001), 1))
            do {
                try await time.sleep(nap)
            } catch {
                throw AlpacaFault(.operationCancelled, "nobody waits for the slew any more")
            }
        }
    }

    private func inScene<Value: Sendable>(
        _ type: AlpacaDeviceType, _ call: AlpacaCall,
        _ body: (inout SimulatedWorld, Scene) throws(AlpacaFault) -> Value
    ) throws(AlpacaFault) -> Value {
        try world.withLock { world throws(AlpacaFault) -> Value in
            let now = now
            world.connections[type]?.hear(call.clientID, at: now)
            let scene = world.scene(for: type, now: now, time.date())
            return try body(&world, scene)
        }
    }

    private static func requireConnection(_ connections: ClientConnections, _ scene: Scene) throws(AlpacaFault) {
        guard connections.isConnected(at: scene.now), !scene.faults.contains(.disconnected) else {
            throw AlpacaFault(.notConnected, "the device is not connected")
        }
    }
}
