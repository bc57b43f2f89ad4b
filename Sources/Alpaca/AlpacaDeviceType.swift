/// The ten types of device that Alpaca knows; the raw value is the path element of the URL.
public enum AlpacaDeviceType: String, Sendable, Hashable, Codable, CaseIterable {
    case camera
    case coverCalibrator = "covercalibrator"
    case dome
    case filterWheel = "filterwheel"
    case focuser
    case observingConditions = "observingconditions"
    case rotator
    case safetyMonitor = "safetymonitor"
    case `switch`
    case telescope

    /// Reads a type in any casing: the management API writes `SafetyMonitor`, URLs write `safetymonitor`.
    public init?(name: String) {
        self.init(rawValue: name.lowercased())
    }

    /// The name as the management API writes it, such as `SafetyMonitor`.
    public var displayName: String {
        switch self {
        case .camera: "Camera"
        case .coverCalibrator: "CoverCalibrator"
        case .dome: "Dome"
        case .filterWheel: "FilterWheel"
        case .focuser: "Focuser"
        case .observingConditions: "ObservingConditions"
        case .rotator: "Rotator"
        case .safetyMonitor: "SafetyMonitor"
        case .switch: "Switch"
        case .telescope: "Telescope"
        }
    }

    /// The first interface version that has `connect`, `connecting`, `disconnect` and `devicestate`.
    ///
    /// Source: ASCOM Platform 7, table of interface versions.
    public var platform7Version: Int {
        switch self {
        case .camera, .focuser, .rotator, .telescope: 4
        case .dome, .filterWheel, .switch, .safetyMonitor: 3
        case .coverCalibrator, .observingConditions: 2
        }
    }
}
