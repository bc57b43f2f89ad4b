/// What a calibration lamp is doing; the raw value is the wire's.
public enum CalibratorState: Int, Sendable, CaseIterable {
    case notPresent = 0
    case off = 1
    /// On, but its light is not steady yet.
    case notReady = 2
    case ready = 3
    case unknown = 4
    case error = 5
}
