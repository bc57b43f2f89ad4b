import Alpaca
import AlpacaServer
import AstrometryEngines
import FoundationEssentials
import Kernel

/// The state of all ten devices: changed by orders only, everything else follows from the time.
struct SimulatedWorld: Sendable {
    private let configuration: SimulatorConfiguration
    private let weather: Weather
    private var sidereal: SiderealClock

    var mount: SimulatedMount
    var camera: SimulatedCamera
    var dome = SimulatedDome()
    var focuser = SimulatedFocuser()
    var wheel = SimulatedFilterWheel()
    var rotator = SimulatedRotator()
    var cover = SimulatedCover()
    var switches = SimulatedSwitches()
    var safety = SimulatedSafetyMonitor()
    var station = SimulatedWeatherStation()

    var connections: [AlpacaDeviceType: ClientConnections] = [:]
    private(set) var faults: [AlpacaDeviceType: Set<FaultKind>] = [:]

    /// The observatory as it is in the morning: parked, closed and warm.
    init(_ configuration: SimulatorConfiguration, at date: Date) {
        self.configuration = configuration
        weather = Weather(seed: configuration.seed, place: configuration.place)
        sidereal = SiderealClock(at: date)
        mount = SimulatedMount(at: configuration.place)
        camera = SimulatedCamera(air: weather.temperature(at: date))
    }

    /// The moment in which a device acts.
    mutating func scene(for type: AlpacaDeviceType, now: Double, _ date: Date) -> Scene {
        sidereal.keepUp(with: date)
        var weather = weather
        weather.isStormy = faults.values.contains { $0.contains(.storm) }
        return Scene(
            now: now, date: date, pace: configuration.speed, place: configuration.place, weather: weather,
            sidereal: sidereal, faults: faults[type] ?? [])
    }

    /// The device of a type.
    subscript(type: AlpacaDeviceType) -> any SimulatedPart {
        get {
            switch type {
            case .telescope: mount
            case .camera: camera
            case .dome: dome
            case .focuser: focuser
            case .filterWheel: wheel
            case .rotator: rotator
            case .coverCalibrator: cover
            case .switch: switches
            case .safetyMonitor: safety
            case .observingConditions: station
            }
        }
        set {
            switch newValue {
            case let part as SimulatedMount: mount = part
            case let part as SimulatedCamera: camera = part
            case let part as SimulatedDome: dome = part
            case let part as SimulatedFocuser: focuser = part
            case let part as SimulatedFilterWheel: wheel = part
            case let part as SimulatedRotator: rotator = part
            case let part as SimulatedCover: cover = part
            case let part as SimulatedSwitches: switches = part
            case let part as SimulatedSafetyMonitor: safety = part
            case let part as SimulatedWeatherStation: station = part
            default: break
            }
        }
    }

    /// Reads a member of a device.
    func read(
        _ type: AlpacaDeviceType, _ member: String, _ arguments: Arguments, _ scene: Scene
    ) throws(AlpacaFault) -> JSONValue {
        switch (type, member) {
        case (_, "devicestate"): .array(state(of: type, scene))
        case (.camera, "ispulseguiding"): .bool(mount.isPulseGuiding(scene))
        default: try self[type].read(member, arguments, scene)
        }
    }

    /// Does what a member of a device says; nothing has changed when it throws.
    mutating func write(
        _ type: AlpacaDeviceType, _ member: String, _ arguments: Arguments, _ scene: Scene
    ) throws(AlpacaFault) {
        switch (type, member) {
        case (.camera, "startexposure"):
            let duration = try arguments.double("Duration", in: CameraSensor.exposures)
            let light = lightPath(isLight: try arguments.bool("Light"), for: duration, scene)
            try camera.expose(duration, light, scene)
        case (.camera, "pulseguide"): try mount.pulseGuide(arguments, scene)
        default:
            var part = self[type]
            try part.write(member, arguments, scene)
            self[type] = part
        }
    }

    /// Switches a fault of a device.
    mutating func set(_ fault: FaultKind, _ isOn: Bool, of type: AlpacaDeviceType, now: Double, _ date: Date) {
        if isOn { faults[type, default: []].insert(fault) } else { faults[type]?.remove(fault) }
        var part = self[type]
        part.faultsChanged(scene(for: type, now: now, date))
        self[type] = part
    }

    private func state(of type: AlpacaDeviceType, _ scene: Scene) -> [JSONValue] {
        let none = Arguments(values: [:])
        let table = AlpacaStateProperty.all(of: type).compactMap { property -> (name: String, value: JSONValue)? in
            // What is unknown is left out of a state.
            guard let value = try? read(type, property.member, none, scene) else { return nil }
            return (property.name, value)
        }
        let all = table + self[type].ownState(scene) + [("TimeStamp", .string(Timestamp.text(scene.date)))]
        return all.map { ["Name": .string($0.name), "Value": $0.value] }
    }
}
