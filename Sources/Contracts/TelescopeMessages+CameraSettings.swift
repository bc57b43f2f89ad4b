public import Kernel

/// What is to be set of a camera; what is absent stays.
public struct CameraSettings: Decodable, Sendable {
    /// A value, or an index where the camera names its gains.
    public let gain: DeviceInteger?
    /// A value, or an index where the camera names its offsets.
    public let offset: DeviceInteger?
    /// The readout mode's number or name.
    public let readoutMode: IndexOrName?
    /// Whether to read faster and worse.
    public let fastReadout: Bool?
    /// Degrees Celsius that the cooler is to reach.
    public let setPoint: SensorTemperature?
    /// Whether the cooler is on.
    public let coolerOn: Bool?
    /// Seconds of each part of an exposure that is added up in the camera.
    public let subExposureDuration: ExposureSeconds?

    enum CodingKeys: String, CodingKey {
        case gain, offset
        case readoutMode = "readout_mode"
        case fastReadout = "fast_readout"
        case setPoint = "set_point"
        case coolerOn = "cooler_on"
        case subExposureDuration = "sub_exposure_duration"
    }
}

/// Degrees Celsius of a sensor.
public typealias SensorTemperature = Bounded<SensorTemperatureLimits>

/// The range of a sensor's temperature.
public enum SensorTemperatureLimits: NumberLimits {
    /// From absolute zero to where ASCOM ends.
    public static let range = NumberRange(-273.15...100, "degrees Celsius")
}

/// A camera, as replies give it; what is not known is `null`.
public struct CameraResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// The camera.
    public let deviceID: String
    /// Whether it is connected.
    public let connected: Bool
    /// What it is.
    public let camera: [String: JSONValue]
    /// What it can.
    public let can: [String: JSONValue]
    /// How it is.
    public let state: [String: JSONValue]
    /// The exposure under way or last ended since the start.
    @Explicit public var exposure: ExposureInfo?

    /// Describes a camera.
    public init(
        telescopeID: String, deviceID: String, connected: Bool, camera: [String: JSONValue],
        can: [String: JSONValue], state: [String: JSONValue], exposure: ExposureInfo?
    ) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        self.connected = connected
        self.camera = camera
        self.can = can
        self.state = state
        self.exposure = exposure
    }

    enum CodingKeys: String, CodingKey {
        case connected, camera, can, state, exposure
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
    }
}
