import FoundationEssentials
import Kernel

/// The text form of `timestamptz` and `date` in a session whose style is ISO and whose zone is UTC.
enum PostgresTimestamp {
    /// `2026-01-16T21:04:05.123456Z`, to the microsecond, which is what the server keeps.
    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        // Years 0001 to 9999; beyond, PostgreSQL has its own words.
        guard seconds >= -62_135_596_800 else { return "-infinity" }
        guard seconds < 253_402_300_800 else { return "infinity" }
        var whole = seconds.rounded(.down)
        var micros = Int(((seconds - whole) * 1_000_000).rounded())
        if micros == 1_000_000 {
            whole += 1
            micros = 0
        }
        let digits = String(micros)
        let text = Timestamp.text(Date(timeIntervalSince1970: whole))
        return text.dropLast(4) + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }

    /// The moment in `2026-01-16 21:04:05.123456+00` or `2026-01-16`; nil when it is none.
    static func date(_ text: String) -> Date? {
        var reader = Reader(rest: text.utf8[...])
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let midnight = Double(days(year: year, month: month, day: day) * 86_400)
        guard !reader.rest.isEmpty else { return Date(timeIntervalSince1970: midnight) }
        guard reader.skip(" "), let hour = reader.number(digits: 2), reader.skip(":"),
            let minute = reader.number(digits: 2), reader.skip(":"), let second = reader.number(digits: 2)
        else { return nil }
        let fraction = reader.skip(".") ? reader.fraction() : 0
        guard let offset = reader.offset(), reader.rest.isEmpty else { return nil }
        let seconds = hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: midnight + Double(seconds) + fraction)
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private struct Reader {
        var rest: Substring.UTF8View

        mutating func number(digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard let digit = rest.first, (48...57).contains(digit) else { return nil }
                value = value * 10 + Int(digit - 48)
                rest.removeFirst()
            }
            return value
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard let byte = rest.first, UInt32(byte) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        mutating func fraction() -> Double {
            var micros = 0
            var scale = 1
            while let digit = rest.first, (48...57).contains(digit) {
                rest.removeFirst()
                guard scale < 1_000_000 else { continue }
                micros = micros * 10 + Int(digit - 48)
                scale *= 10
            }
            return Double(micros) / Double(scale)
        }

        mutating func offset() -> Int? {
            let sign: Int
            if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
            guard let hours = number(digits: 2) else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where skip(":") {
                guard let value = number(digits: 2) else { return nil }
                seconds += value * unit
            }
            return sign * seconds
        }
    }
}
