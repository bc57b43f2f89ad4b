/// What colours a camera's sensor sees; the raw value is the wire's.
public enum SensorType: Int, Sendable, CaseIterable {
    case monochrome = 0
    /// Each pixel in colour: three planes.
    case color = 1
    /// A Bayer matrix.
    case rggb = 2
    case cmyg = 3
    case cmyg2 = 4
    /// A Kodak TRUESENSE matrix.
    case lrgb = 5
}
