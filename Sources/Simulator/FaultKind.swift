public import Alpaca

/// A deliberate misbehaviour of a simulated device.
public enum FaultKind: String, Sendable, CaseIterable {
    /// Calls get no answer.
    case timeout
    /// Every answer takes three seconds.
    case slow
    /// Every answer is HTTP status 500 with a text.
    case http500
    /// Every answer is a page in HTML with status 200.
    case html
    /// Every answer is no JSON.
    case garbage
    /// Values are of another type than the member's.
    case wrong
    /// Numbers are not a number.
    case nan
    /// Every call fails with an error of the driver.
    case error
    /// The device says that it is not connected.
    case disconnected
    /// Nothing moves any more, and what is asked to move is for ever on its way.
    case stuck
    /// Only the dome's shutter is stuck.
    case stuckShutter = "stuck-shutter"
    /// The device says that it is parked when it is not, and the other way round.
    case lyingAtPark = "lying-at-park"
    /// Rain, wind and clouds: the safety monitor says unsafe.
    case storm

    /// What happens, for people.
    public var summary: String {
        switch self {
        case .timeout: "calls get no answer"
        case .slow: "every answer takes three seconds"
        case .http500: "every answer is HTTP status 500"
        case .html: "every answer is a page in HTML"
        case .garbage: "every answer is no JSON"
        case .wrong: "values are of another type"
        case .nan: "numbers are not a number"
        case .error: "every call fails with an error of the driver"
        case .disconnected: "the device says that it is not connected"
        case .stuck: "nothing moves any more"
        case .stuckShutter: "the shutter is stuck"
        case .lyingAtPark: "AtPark says the opposite"
        case .storm: "rain, wind and clouds"
        }
    }

    /// Whether a type of device can have it.
    public func concerns(_ type: AlpacaDeviceType) -> Bool {
        switch self {
        case .stuck: ![.camera, .safetyMonitor, .observingConditions].contains(type)
        case .stuckShutter: type == .dome
        case .lyingAtPark: type == .dome || type == .telescope
        case .storm: type == .observingConditions || type == .safetyMonitor
        default: true
        }
    }

    /// The faults that a type of device can have.
    public static func all(of type: AlpacaDeviceType) -> [FaultKind] { allCases.filter { $0.concerns(type) } }
}
