/// The direction of a guide pulse; the raw value is the wire's.
public enum GuideDirection: Int, Sendable, CaseIterable {
    case north = 0
    case south = 1
    case east = 2
    case west = 3
}
