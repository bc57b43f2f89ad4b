/// The side of the pier on which a German equatorial mount points; the raw value is the wire's.
public enum PierSide: Int, Sendable, CaseIterable {
    case unknown = -1
    /// Normal: the mount is on the east side and looks west.
    case east = 0
    /// Through the pole: the mount is on the west side and looks east.
    case west = 1
}

extension PierSide {
    /// The word that the wire of this house uses, or nil when the mount does not know.
    public var name: String? {
        switch self {
        case .unknown: nil
        case .east: "east"
        case .west: "west"
        }
    }
}
