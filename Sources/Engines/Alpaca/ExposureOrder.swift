public import FoundationEssentials

/// What a camera is asked to take.
///
/// Without a binning, gain, offset or readout mode the camera's present one counts; without a region the whole sensor.
public struct ExposureOrder: Sendable, Hashable {
    /// The exposure's own id.
    public let id: UUID
    /// How long to expose, in seconds.
    public let duration: Double
    /// Whether the shutter opens; false for darks and biases.
    public let isLight: Bool
    /// The binning in x.
    public let binX: Int?
    /// The binning in y; that of x when absent.
    public let binY: Int?
    /// The part of the sensor to read.
    public let region: ImageRegion?
    /// The gain: a value, or an index where the camera names its gains.
    public let gain: Int?
    /// The offset: a value, or an index where the camera names its offsets.
    public let offset: Int?
    /// The index of the readout mode.
    public let readoutMode: Int?

    /// Describes what to take.
    public init(
        id: UUID = UUID(), duration: Double, isLight: Bool = true, binX: Int? = nil, binY: Int? = nil,
        region: ImageRegion? = nil, gain: Int? = nil, offset: Int? = nil, readoutMode: Int? = nil
    ) {
        self.id = id
        self.duration = duration
        self.isLight = isLight
        self.binX = binX
        self.binY = binY
        self.region = region
        self.gain = gain
        self.offset = offset
        self.readoutMode = readoutMode
    }
}
