/// How a mount is built; the raw value is the wire's.
public enum AlignmentMode: Int, Sendable, CaseIterable {
    case altAz = 0
    case polar = 1
    case germanPolar = 2
}
