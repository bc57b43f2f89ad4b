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

extension EquatorialPosition {
    /// Whether both numbers are finite; a direction that could not be computed has none that are.
    public var isFinite: Bool { rightAscension.isFinite && declination.isFinite }

    static let unknown = EquatorialPosition(rightAscension: .nan, declination: .nan)
}
