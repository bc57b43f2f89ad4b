/// Text whose type knows how long it may be and which characters it may have.
public struct BoundedText<Limits: TextLimits>: Sendable, Hashable {
    /// The text.
    public let text: String
}

extension BoundedText: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard Limits.allows(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Limits.requirement)
        }
        self.text = text
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// What a kind of text may be.
public protocol TextLimits: Sendable, Hashable {
    /// Whether a text is allowed.
    static func allows(_ text: String) -> Bool
    /// What a text must be, in words that follow the field's name.
    static var requirement: String { get }
}

/// The name of a thing, one line.
public typealias Label = BoundedText<LabelLimits>
/// A word of a rule, such as a resource or an action.
public typealias Word = BoundedText<WordLimits>
/// Words about a thing, any number of lines.
public typealias Prose = BoundedText<ProseLimits>

/// What a name may be.
public enum LabelLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement = "must be 1 to 100 characters on one line, without spaces at its ends"

    /// Whether a text is one.
    public static func allows(_ text: String) -> Bool {
        text.unicodeScalars.count <= 100 && text.isReadableLine
    }
}

extension String {
    /// Whether it shows as what it is: one line, not empty, no spaces at its ends, nothing that steers a screen.
    public var isReadableLine: Bool {
        guard let first, let last, !first.isWhitespace, !last.isWhitespace else { return false }
        return !unicodeScalars.contains(where: \.steers)
    }
}

extension Unicode.Scalar {
    /// Whether it steers what is shown instead of being shown: a control character, or one that turns the direction of
    /// writing, which lets text show as another than it is.
    var steers: Bool { properties.generalCategory == .control || properties.isBidiControl }

    /// The same in running text: it has lines and tabs, and writing from right to left needs its marks, which turn
    /// nothing but themselves (Unicode Standard Annex #9, section 2.6).
    var steersProse: Bool {
        switch self {
        case "\n", "\t", "\u{61C}", "\u{200E}", "\u{200F}": false
        default: steers
        }
    }
}

/// What a word of a rule may be.
public enum WordLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement = "must be 1 to 64 lower-case letters, digits, _ or -, beginning with a letter"

    /// Whether a text is one.
    public static func allows(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}

/// What a description may be.
public enum ProseLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement =
        "must be at most 4000 characters, without control characters but line ends and tabs, and without those that turn "
        + "the direction of writing"

    /// Whether a text is one.
    public static func allows(_ text: String) -> Bool {
        text.unicodeScalars.count <= 4000 && !text.unicodeScalars.contains(where: \.steersProse)
    }
}
