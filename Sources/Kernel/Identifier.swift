public import FoundationEssentials

/// Names that must be unique or must not be guessed.
public enum Identifier {
    /// A fresh UUID in lower case, 122 random bits.
    public static func unique() -> String { UUID().uuidString.lowercased() }

    /// Random lower-case hexadecimal digits.
    public static func hex(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in "0123456789abcdef".randomElement(using: &generator) ?? "0" })
    }

    /// Random bytes from the system's generator.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

extension UUID {
    /// The UUID as PostgreSQL and the wire write it: lower case.
    public var text: String { uuidString.lowercased() }
}
