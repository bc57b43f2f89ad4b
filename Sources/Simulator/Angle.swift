/// Angles on their circles.
enum Angle {
    /// A number of hours as 0 ≤ h < 24.
    static func hours(_ value: Double) -> Double { wrapped(value, 24) }

    /// A number of degrees as 0 ≤ d < 360.
    static func degrees(_ value: Double) -> Double { wrapped(value, 360) }

    /// A number of degrees as −180 ≤ d < 180.
    static func signed(_ value: Double) -> Double { wrapped(value + 180, 360) - 180 }

    /// A number of degrees as `from` ≤ d < `from` + 360.
    static func degrees(_ value: Double, from: Double) -> Double { wrapped(value - from, 360) + from }

    private static func wrapped(_ value: Double, _ circle: Double) -> Double {
        let rest = value.truncatingRemainder(dividingBy: circle)
        let positive = rest < 0 ? rest + circle : rest
        // A tiny negative number becomes the whole circle by rounding.
        return positive < circle ? positive : 0
    }
}
