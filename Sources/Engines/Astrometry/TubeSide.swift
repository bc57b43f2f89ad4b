/// On which side of its pier the tube of a German equatorial mount is.
///
/// The raw value is that of ASCOM's `PointingState`.
public enum TubeSide: Int, Sendable, Hashable {
    /// Normal: the tube is east and looks west when it is near the meridian.
    case east = 0
    /// Through the pole: the tube is west and looks east.
    case west = 1
}
