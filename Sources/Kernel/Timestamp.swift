public import FoundationEssentials

/// Times as the wire writes them: RFC 3339, UTC, `Z`, of the years 1 to 9999.
public enum Timestamp {
    /// The times that have a text.
    public static let range =
        Date(timeIntervalSince1970: -62_135_596_800)...Date(timeIntervalSince1970: 253_402_300_799.999)

    /// How far below the second a text goes, in parts of a second.
    public enum Precision: Int, Sendable {
        case milliseconds = 1000
        case microseconds = 1_000_000
    }

    /// The nearest time that has a text; 1 January 1970 for what is no number.
    public static func clamped(_ date: Date) -> Date {
        guard !date.timeIntervalSince1970.isNaN else { return Date(timeIntervalSince1970: 0) }
        return min(max(date, range.lowerBound), range.upperBound)
    }

    /// The time in UTC, rounded to milliseconds: `2026-01-16T21:04:05.123Z`; outside `range` the nearest inside.
    public static func text(_ date: Date) -> String { text(date, to: .milliseconds) }

    /// The time in UTC, rounded to a precision.
    public static func text(_ date: Date, to precision: Precision) -> String {
        let seconds = clamped(date).timeIntervalSince1970
        let whole = seconds.rounded(.down)
        // Rounding up may carry into the next second.
        let (carry, parts) = Int(((seconds - whole) * Double(precision.rawValue)).rounded())
            .quotientAndRemainder(dividingBy: precision.rawValue)
        let second = Int(whole) + carry
        let days = Int((Double(second) / 86400).rounded(.down))
        let clock = second - days * 86400
        let day = CivilDay(daysSince1970: days)
        var text = Digits()
        text.append(day.year, 4)
        text.append("-", day.month)
        text.append("-", day.day)
        text.append("T", clock / 3600)
        text.append(":", clock / 60 % 60)
        text.append(":", clock % 60)
        text.append(".", parts, precision == .milliseconds ? 3 : 6)
        return text.string + "Z"
    }

    /// The time in a text with or without a fraction, with `Z` or an offset; nil when it is none of the years 1 to 9999.
    public static func date(_ text: String) -> Date? { date(text, separator: "T") }

    /// The time in such a text with another separator between day and clock.
    public static func date(_ text: String, separator: Unicode.Scalar) -> Date? {
        guard (20...64).contains(text.utf8.count) else { return nil }
        var reader = Reader(rest: text.utf8[...])
        guard let day = reader.day(), reader.skip(separator),
            let hour = reader.number(below: 24), reader.skip(":"), let minute = reader.number(below: 60),
            reader.skip(":"), let second = reader.number(below: 60), let fraction = reader.fraction(),
            let offset = reader.offset(), reader.rest.isEmpty
        else { return nil }
        let whole = day.daysSince1970 * 86400 + hour * 3600 + minute * 60 + second - offset
        let date = Date(timeIntervalSince1970: Double(whole) + fraction)
        return range.contains(date) ? date : nil
    }

    /// The first moment of the day in a text, `2026-01-16`, in UTC; nil when there is no such day.
    public static func midnight(_ text: String) -> Date? {
        var reader = Reader(rest: text.utf8[...])
        guard let day = reader.day(), reader.rest.isEmpty else { return nil }
        return Date(timeIntervalSince1970: Double(day.daysSince1970 * 86400))
    }
}

extension Timestamp {
    private struct Digits {
        var string = ""

        mutating func append(_ value: Int, _ count: Int) {
            let digits = String(value)
            string += String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
        }

        mutating func append(_ separator: String, _ value: Int, _ count: Int = 2) {
            string += separator
            append(value, count)
        }
    }

    private struct Reader {
        var rest: Substring.UTF8View

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard let byte = rest.first, UInt32(byte) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        mutating func digit() -> Int? {
            guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            rest.removeFirst()
            return Int(byte - UInt8(ascii: "0"))
        }

        mutating func number(digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        mutating func number(below limit: Int) -> Int? {
            guard let value = number(digits: 2), value < limit else { return nil }
            return value
        }

        mutating func day() -> CivilDay? {
            guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
                let day = number(digits: 2)
            else { return nil }
            return CivilDay(year: year, month: month, day: day)
        }

        /// `.5` of a second; 0 when there is none, nil when no digit follows the point.
        mutating func fraction() -> Double? {
            guard skip(".") else { return 0 }
            guard let first = digit() else { return nil }
            var value = Double(first) / 10
            var unit = 0.01
            while let digit = digit() {
                value += Double(digit) * unit
                unit /= 10
            }
            return value
        }

        /// `Z`, `+02:00`, `+0200` or `+02` in seconds.
        mutating func offset() -> Int? {
            if skip("Z") { return 0 }
            let sign: Int
            if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
            guard let hours = number(below: 24) else { return nil }
            guard !rest.isEmpty else { return sign * hours * 3600 }
            _ = skip(":")
            guard let minutes = number(below: 60) else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
