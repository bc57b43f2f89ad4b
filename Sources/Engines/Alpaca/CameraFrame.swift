public import Alpaca
public import FoundationEssentials

/// A picture and what the camera said about it; what it does not say is absent.
public struct CameraFrame: Sendable {
    /// The picture.
    public let image: AlpacaImage
    /// The exposure that it is of.
    public let exposure: Exposure
    /// When the exposure began: by the camera's clock if it says, else by this machine's.
    public internal(set) var startedAt: Date?
    /// How long it was exposed, in seconds: by the camera if it says, else as ordered.
    public internal(set) var duration: Double?
    /// The sensor's temperature at the end of the exposure, in degrees Celsius.
    public internal(set) var ccdTemperature: Double?
    /// The temperature that the cooler is to hold, in degrees Celsius.
    public internal(set) var setPoint: Double?
    /// The gain in force.
    public internal(set) var gain: Int?
    /// The offset in force.
    public internal(set) var offset: Int?
    /// The binning in x.
    public internal(set) var binX: Int?
    /// The binning in y.
    public internal(set) var binY: Int?
    /// The first column of the picture, in binned pixels.
    public internal(set) var startX: Int?
    /// The first row of the picture, in binned pixels.
    public internal(set) var startY: Int?
    /// The name of the readout mode.
    public internal(set) var readoutMode: String?
    /// The sensor's name.
    public internal(set) var sensorName: String?
    /// What colours the sensor sees.
    public internal(set) var sensorType: SensorType?
    /// The column of the colour matrix at which the sensor begins.
    public internal(set) var bayerOffsetX: Int?
    /// The row of the colour matrix at which the sensor begins.
    public internal(set) var bayerOffsetY: Int?
    /// The width of an unbinned pixel in micrometres.
    public internal(set) var pixelSizeX: Double?
    /// The height of an unbinned pixel in micrometres.
    public internal(set) var pixelSizeY: Double?
    /// How many electrons make one unit of a value.
    public internal(set) var electronsPerADU: Double?
    /// The largest value.
    public internal(set) var maxADU: Int?

    init(_ image: AlpacaImage, of exposure: Exposure) {
        self.image = image
        self.exposure = exposure
        startedAt = exposure.startedAt
        duration = exposure.order.duration
    }
}
