/// Angles as astronomers write them; `-` for what is not known.
enum Sexagesimal {
    /// Hours, as in `05h34m31.9s`.
    static func hours(_ value: Double?) -> String {
        guard let (_, whole, minutes, tenths) = split(value) else { return "-" }
        return "\(padded(whole % 24))h\(padded(minutes))m\(padded(tenths / 10)).\(tenths % 10)s"
    }

    /// Degrees, as in `+22°00′52″`.
    static func degrees(_ value: Double?) -> String {
        guard let (isNegative, whole, minutes, tenths) = split(value.map { ($0 * 3600).rounded() / 3600 }) else {
            return "-"
        }
        return "\(isNegative ? "-" : "+")\(padded(whole))°\(padded(minutes))′\(padded(tenths / 10))″"
    }

    /// Degrees, as in `45.0°`.
    static func decimal(_ value: Double?) -> String {
        guard let value, value.isFinite, abs(value) < 1e6 else { return "-" }
        return "\((value * 10).rounded() / 10)°"
    }

    // Whole units, minutes, and tenths of seconds: rounded once, so that 59.96 s becomes a minute.
    private static func split(_ value: Double?) -> (isNegative: Bool, whole: Int, minutes: Int, tenths: Int)? {
        guard let value, value.isFinite, abs(value) < 1e6 else { return nil }
        let tenths = Int((abs(value) * 36_000).rounded())
        return (value < 0 && tenths > 0, tenths / 36_000, tenths / 600 % 60, tenths % 600)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
