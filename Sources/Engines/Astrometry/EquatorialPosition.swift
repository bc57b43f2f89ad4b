/// A direction by right ascension and declination.
public struct EquatorialPosition: Sendable, Hashable {
    /// Hours, 0 ≤ right ascension < 24.
    public let rightAscension: Double
    /// Degrees, −90 … 90.
    public let declination: Double

    /// Names a direction.
    public init(rightAscension: Double, declination: Double) {
        self.rightAscension = rightAscension
        self.declination = declination
    }
}
