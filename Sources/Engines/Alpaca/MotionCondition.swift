import Kernel

/// Something that a device must say, as data: true, false, or unknown when it does not say enough.
indirect enum MotionCondition: Sendable, Hashable {
    /// A property has a value.
    case says(String, JSONValue)
    /// A property has another value, or the device does not say.
    case saysNot(String, JSONValue)
    /// A property has one of some values.
    case saysOne(String, [JSONValue])
    /// A motion has so much to go at most.
    case within(MotionMeasure, Double)
    /// An angle is where it was at the last look.
    case steady(String)
    /// All of some conditions.
    case all([MotionCondition])
    /// One at least of some conditions.
    case any([MotionCondition])

    /// The properties that it needs.
    var names: Set<String> {
        switch self {
        case .says(let name, _), .saysNot(let name, _), .saysOne(let name, _), .steady(let name): [name]
        case .within(let measure, _): measure.names
        case .all(let conditions), .any(let conditions): conditions.reduce(into: []) { $0.formUnion($1.names) }
        }
    }

    /// Whether it holds.
    ///
    /// - Parameters:
    ///   - now: What the device says.
    ///   - before: What it said at the last look, or nil at the first.
    /// - Returns: Nil when that is not known.
    func holds(_ now: MotionObservation, after before: MotionObservation? = nil) -> Bool? {
        switch self {
        case .says(let name, let value): return now[name].map { $0 == value }
        case .saysNot(let name, let value): return now[name] != value
        case .saysOne(let name, let values): return now[name].map(values.contains)
        case .within(let measure, let tolerance): return measure.remaining(now).map { $0 <= tolerance }
        case .steady(let name):
            guard let before = before?[name]?.double, let now = now[name]?.double else { return nil }
            return MotionMeasure.angle(from: before, to: now) < 0.1
        case .all(let conditions):
            let each = conditions.map { $0.holds(now, after: before) }
            return each.contains(false) ? false : each.contains(nil) ? nil : true
        case .any(let conditions):
            let each = conditions.map { $0.holds(now, after: before) }
            return each.contains(true) ? true : each.contains(nil) ? nil : false
        }
    }
}
