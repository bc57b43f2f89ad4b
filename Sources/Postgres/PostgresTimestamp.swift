import FoundationEssentials
import Kernel

/// The text form of `timestamptz` and `date` in a session whose style is ISO and whose zone is UTC.
enum PostgresTimestamp {
    /// `2026-01-16T21:04:05.123456Z`, to the microsecond, which is what the server keeps.
    static func text(_ date: Date) -> String {
        guard date >= Timestamp.range.lowerBound else { return "-infinity" }
        guard date <= Timestamp.range.upperBound else { return "infinity" }
        return Timestamp.text(date, to: .microseconds)
    }

    /// The moment in `2026-01-16 21:04:05.123456+00` or `2026-01-16`; nil when it is none.
    static func date(_ text: String) -> Date? { Timestamp.midnight(text) ?? Timestamp.date(text, separator: " ") }
}
