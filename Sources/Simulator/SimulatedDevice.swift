public import Alpaca
public import AlpacaServer
import Kernel

/// One device of the simulated observatory.
public struct SimulatedDevice: AlpacaDevice {
    /// Its type.
    public let type: AlpacaDeviceType
    /// Its id.
    public let uniqueID: String
    let observatory: SimulatedObservatory

    /// The version of Platform 7.
    public var interfaceVersion: Int { type.platform7Version }

    /// Its name.
    public var name: String { "Simulated \(type.words)" }

    /// What it is.
    public var summary: String { type.summary }

    /// Does what a client asks.
    public func perform(_ call: AlpacaCall) async throws(AlpacaFault) -> AlpacaOutput {
        switch (call.member.verb, call.member.name) {
        case (.get, "name"): return .value(.string(name))
        case (.get, "description"): return .value(.string(summary))
        case (.get, "driverinfo"): return .value("The simulated observatory of bigskies")
        case (.get, "driverversion"): return .value("1.0")
        case (.get, "interfaceversion"): return .value(.integer(Int64(interfaceVersion)))
        case (.get, "supportedactions"): return .value(.array(observatory.actions(of: type).map { .string($0) }))
        case (.get, "imagearray"), (.get, "imagearrayvariant"): return .image(try await observatory.picture(call))
        case (.get, _): return .value(try observatory.read(type, call))
        case (.put, "action"): return .value(.string(try observatory.act(type, call)))
        case (.put, "commandblind"), (.put, "commandbool"), (.put, "commandstring"):
            throw .notImplemented(call.member.name)
        case (.put, _):
            try observatory.write(type, call)
            if Self.synchronous.contains(call.member.name) { try await observatory.waitForMount(call) }
            return .none
        }
    }

    // These answer when the mount has arrived.
    private static let synchronous: Set<String> = ["slewtocoordinates", "slewtotarget", "slewtoaltaz"]
}

extension AlpacaDeviceType {
    /// The type in words.
    fileprivate var words: String {
        switch self {
        case .camera: "camera"
        case .coverCalibrator: "cover and calibrator"
        case .dome: "dome"
        case .filterWheel: "filter wheel"
        case .focuser: "focuser"
        case .observingConditions: "weather station"
        case .rotator: "rotator"
        case .safetyMonitor: "safety monitor"
        case .switch: "switches"
        case .telescope: "mount"
        }
    }

    /// What the simulated device is.
    fileprivate var summary: String {
        switch self {
        case .camera: "A cooled camera of 1280 by 960 pixels that sees the stars the mount points at"
        case .coverCalibrator: "A cover with a lamp for flat fields"
        case .dome: "A dome with a shutter"
        case .filterWheel: "A wheel of seven filters"
        case .focuser: "An absolute focuser with temperature compensation"
        case .observingConditions: "A weather station whose weather drifts"
        case .rotator: "A rotator of the camera"
        case .safetyMonitor: "A safety monitor that follows the weather"
        case .switch: "Power, heater, fan and meters"
        case .telescope: "A German equatorial mount with a tube of 250 mm aperture and 1 m focal length"
        }
    }
}
