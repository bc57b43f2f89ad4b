public import Alpaca
import Kernel

/// What a camera said about itself when it was connected; what it does not say is absent.
public struct CameraFacts: Sendable, Hashable {
    /// The columns of the sensor.
    public internal(set) var sizeX: Int?
    /// The rows of the sensor.
    public internal(set) var sizeY: Int?
    /// The largest binning in x.
    public internal(set) var maxBinX: Int?
    /// The largest binning in y.
    public internal(set) var maxBinY: Int?
    /// The shortest exposure in seconds.
    public internal(set) var exposureMin: Double?
    /// The longest exposure in seconds.
    public internal(set) var exposureMax: Double?
    /// The smallest gain, where gains are values.
    public internal(set) var gainMin: Int?
    /// The largest gain, where gains are values.
    public internal(set) var gainMax: Int?
    /// The names of the gains, where a gain is an index.
    public internal(set) var gains: [String]?
    /// The smallest offset, where offsets are values.
    public internal(set) var offsetMin: Int?
    /// The largest offset, where offsets are values.
    public internal(set) var offsetMax: Int?
    /// The names of the offsets, where an offset is an index.
    public internal(set) var offsets: [String]?
    /// The names of the readout modes.
    public internal(set) var readoutModes: [String]?
    /// The sensor's name.
    public internal(set) var sensorName: String?
    /// What colours the sensor sees.
    public internal(set) var sensorType: SensorType?
    /// The column of the colour matrix at which the sensor begins.
    public internal(set) var bayerOffsetX: Int?
    /// The row of the colour matrix at which the sensor begins.
    public internal(set) var bayerOffsetY: Int?
    /// The width of a pixel in micrometres.
    public internal(set) var pixelSizeX: Double?
    /// The height of a pixel in micrometres.
    public internal(set) var pixelSizeY: Double?
    /// The largest value of a picture.
    public internal(set) var maxADU: Int?
    /// Whether it has a mechanical shutter.
    public internal(set) var hasShutter: Bool?

}

extension CameraFacts {
    /// The members that tell it.
    static let members = [
        "cameraxsize", "cameraysize", "maxbinx", "maxbiny", "exposuremin", "exposuremax", "gainmin", "gainmax", "gains",
        "offsetmin", "offsetmax", "offsets", "readoutmodes", "sensorname", "sensortype", "bayeroffsetx", "bayeroffsety",
        "pixelsizex", "pixelsizey", "maxadu", "hasshutter",
    ]

    /// Takes the facts out of values by member.
    init(_ values: [String: JSONValue]) {
        sizeX = values.count("cameraxsize", from: 1)
        sizeY = values.count("cameraysize", from: 1)
        maxBinX = values.count("maxbinx", from: 1)
        maxBinY = values.count("maxbiny", from: 1)
        exposureMin = values.number("exposuremin")
        exposureMax = values.number("exposuremax", above: 0)
        gainMin = values.count("gainmin")
        gainMax = values.count("gainmax")
        gains = values.texts("gains")
        offsetMin = values.count("offsetmin")
        offsetMax = values.count("offsetmax")
        offsets = values.texts("offsets")
        readoutModes = values.texts("readoutmodes")
        sensorName = values["sensorname"]?.text.flatMap { $0.isEmpty ? nil : String($0.prefix(255)) }
        sensorType = values.count("sensortype").flatMap { SensorType(rawValue: $0) }
        bayerOffsetX = values.count("bayeroffsetx", from: 0)
        bayerOffsetY = values.count("bayeroffsety", from: 0)
        pixelSizeX = values.number("pixelsizex", above: 0)
        pixelSizeY = values.number("pixelsizey", above: 0)
        maxADU = values.count("maxadu", from: 1)
        hasShutter = values["hasshutter"]?.boolean
    }
}
