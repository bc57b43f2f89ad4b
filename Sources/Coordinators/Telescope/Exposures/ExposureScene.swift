import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials

/// The observatory as it was when an exposure began; what was not known then is nil.
struct ExposureScene: Sendable {
    /// What the picture is for.
    var kind = ImageKind.light
    /// What was looked at.
    var object: String?
    /// The telescope's name.
    var telescope: String?
    /// Where it stands.
    var place: ObservingPlace?
    /// Who observed.
    var observer: String?
    /// The session in which it was taken.
    var session: String?
    /// The filter in the light.
    var filter: String?
    /// Metres.
    var focalLength: Double?
    /// Metres.
    var aperture: Double?
    /// The camera.
    var camera: UUID?
    /// When the devices were looked at.
    var date: Date
    /// How old a value may be.
    var longestAge = Duration.seconds(10)
    /// How old a value of the weather may be.
    var longestWeatherAge = Duration.seconds(60)
    /// Every device of the telescope, the primary one of each role first.
    var devices: [DeviceSnapshot] = []

    /// The primary device of a role, when it is connected and was read a moment ago.
    func device(_ role: DeviceRole) -> DeviceSnapshot? {
        let limit = role == .observingconditions ? longestWeatherAge : longestAge
        guard let device = devices.first(where: { $0.device.role == role.rawValue }), device.isConnected,
            let age = device.age, age <= limit
        else { return nil }
        return device
    }
}
