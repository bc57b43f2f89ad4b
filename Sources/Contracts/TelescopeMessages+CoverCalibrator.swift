/// How bright a calibrator is to shine.
public struct CalibratorLight: Decodable, Sendable {
    /// From 0 to the device's own maximum; that maximum when nil.
    public let brightness: Count?
}
