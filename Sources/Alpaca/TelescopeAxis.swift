/// An axis of a mount; the raw value is the wire's.
public enum TelescopeAxis: Int, Sendable, CaseIterable {
    /// Right ascension or azimuth.
    case primary = 0
    /// Declination or altitude.
    case secondary = 1
    /// A rotator in the mount.
    case tertiary = 2
}
