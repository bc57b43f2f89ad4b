public import FoundationEssentials

/// Times as the wire writes them: RFC 3339, UTC, `Z`.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle(includingFractionalSeconds: false)

    /// The time in UTC with milliseconds: `2026-01-16T21:04:05.123Z`.
    public static func text(_ date: Date) -> String {
        // The style cuts off, and half of all milliseconds lie just below their own in a Double: round, then stay
        // clear of the edge.
        let milliseconds = (date.timeIntervalSinceReferenceDate * 1000).rounded()
        return style.format(Date(timeIntervalSinceReferenceDate: (milliseconds + 0.25) / 1000))
    }

    /// The time in a text with or without a fraction, with `Z` or an offset; nil when it is none of the years 1 to 9999.
    public static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard (20...64).contains(bytes.count) else { return nil }
        let clock = String(decoding: bytes[..<19], as: UTF8.self) + "Z"
        // The style takes 30 February for 2 March and ignores what follows: only what it writes back is a time.
        guard let date = try? wholeSeconds.parse(clock), wholeSeconds.format(date) == clock else { return nil }
        var rest = bytes[19...]
        var fraction = 0.0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: isDigit)
            guard let value = Double("0." + String(decoding: digits, as: UTF8.self)), !digits.isEmpty else {
                return nil
            }
            fraction = value
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(rest) else { return nil }
        let moment = date.addingTimeInterval(fraction - offset)
        return years.contains(moment.timeIntervalSince1970) ? moment : nil
    }

    // A year has four digits (RFC 3339, section 5.6), also when `text` has rounded to milliseconds.
    private static let years = -62_135_596_800..<253_402_300_799.9995

    /// `Z`, `+02:00`, `+0200` or `+02` in seconds.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Double? {
        if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let sign: Double
        switch bytes.first {
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        let digits = bytes.dropFirst().filter(isDigit)
        let spelled = bytes.dropFirst().map { isDigit($0) ? "9" : Character(Unicode.Scalar($0)) }
        guard ["99:99", "9999", "99"].contains(String(spelled)),
            let hours = Double(String(decoding: digits.prefix(2), as: UTF8.self)), hours < 24,
            let minutes = Double("0" + String(decoding: digits.dropFirst(2), as: UTF8.self)), minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
