public import FoundationEssentials

/// Times as the wire writes them: RFC 3339, UTC, `Z`.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle(includingFractionalSeconds: false)

    /// `2026-01-16T21:04:05.123Z`
    public static func text(_ date: Date) -> String { style.format(date) }

    /// The time in a text with or without a fraction, with `Z` or an offset; nil when it is none.
    public static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 64 else { return nil }
        // A failed parse means the other spelling.
        return (try? style.parse(text)) ?? (try? wholeSeconds.parse(text))
    }
}
