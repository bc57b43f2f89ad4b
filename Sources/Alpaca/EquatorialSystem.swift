/// The equator and equinox in which a mount takes and gives coordinates; the raw value is the wire's.
public enum EquatorialSystem: Int, Sendable, CaseIterable {
    case other = 0
    /// Of date, as seen from the site.
    case topocentric = 1
    case j2000 = 2
    case j2050 = 3
    case b1950 = 4
}
