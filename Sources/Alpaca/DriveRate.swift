/// The rate at which a mount tracks; the raw value is the wire's.
public enum DriveRate: Int, Sendable, CaseIterable {
    case sidereal = 0
    case lunar = 1
    case solar = 2
    case king = 3
}
