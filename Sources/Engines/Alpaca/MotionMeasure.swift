import Kernel

/// How far a motion has to go.
enum MotionMeasure: Sendable, Hashable {
    /// The angle to a target in the sky.
    case pointing(SlewTarget)
    /// The angle of a property to a value, round the circle.
    case angle(String, to: Double)
    /// The distance of a property to a value.
    case number(String, to: Double)

    /// The properties that it needs.
    var names: Set<String> {
        switch self {
        case .pointing(.equatorial): ["RightAscension", "Declination"]
        case .pointing(.horizontal): ["Altitude", "Azimuth"]
        case .angle(let name, _), .number(let name, _): [name]
        }
    }

    /// What is left, never negative, or nil when the device does not say where it is.
    func remaining(_ now: MotionObservation) -> Double? {
        switch self {
        case .pointing(let target): return now.distance(to: target)
        case .angle(let name, let target):
            return now[name]?.double.map { Self.angle(from: $0, to: target) }
        case .number(let name, let target):
            return now[name]?.double.map { abs($0 - target) }
        }
    }

    /// The smaller angle between two directions in degrees.
    static func angle(from first: Double, to second: Double) -> Double {
        let turned = abs(first - second).truncatingRemainder(dividingBy: 360)
        return min(turned, 360 - turned)
    }
}
