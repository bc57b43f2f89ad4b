/// The IANA name of a time zone, such as `America/Los_Angeles`; whether there is one is for the database to say.
public typealias TimeZoneName = BoundedText<TimeZoneLimits>

/// What the name of a time zone may be.
public enum TimeZoneLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement = "must be the name of a time zone such as America/Los_Angeles or UTC"

    /// Whether a text is one.
    public static func allows(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), text.utf8.first.map(isLetter) == true else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_+-/".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
