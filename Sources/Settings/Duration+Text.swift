import Kernel

extension Duration {
    /// The longest duration that a setting may say: a hundred years.
    static let longestSetting = Duration.seconds(36_525 * 86_400)

    /// Reads `30s`, `1.5h`, `7d`, `1h30m` or a bare number of seconds; nil when it is none of these.
    ///
    /// Units are `ms`, `s`, `m`, `h` and `d`.
    init?(setting text: String) {
        if let seconds = Double(text) {
            self.init(setting: seconds)
            return
        }
        var rest = text.utf8[...]
        var total = 0.0
        repeat {
            let digits = rest.prefix { (48...57).contains($0) || $0 == 46 }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { (97...122).contains($0) }
            rest = rest.dropFirst(unit.count)
            guard let amount = Double(String(Substring(digits))), let factor = Self.factor(of: Substring(unit)) else {
                return nil
            }
            total += amount * factor
        } while !rest.isEmpty
        self.init(setting: total)
    }

    /// A number of seconds that is finite, not negative and not absurd.
    init?(setting seconds: Double) {
        guard seconds.isFinite, seconds >= 0, seconds <= Self.longestSetting.seconds else { return nil }
        self = .seconds(seconds)
    }

    private static func factor(of unit: Substring) -> Double? {
        switch unit {
        case "ms": 0.001
        case "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86_400
        default: nil
        }
    }
}

extension Duration {
    /// The duration as a message says it: `1.5 s`.
    var settingText: String {
        let (whole, rest) = components
        return rest == 0 ? "\(whole) s" : "\(seconds) s"
    }
}
