extension Astrometry {
    static func radians(_ degrees: Double) -> Double { degrees * (.pi / 180) }

    static func radians(hours: Double) -> Double { hours * (.pi / 12) }

    static func degrees(_ radians: Double) -> Double { radians * (180 / .pi) }

    static func hours(_ radians: Double) -> Double { wrapped(radians * (12 / .pi), 24) }

    /// The angle with whole turns removed: 0 ≤ angle < turn.
    static func wrapped(_ angle: Double, _ turn: Double) -> Double {
        let rest = angle.truncatingRemainder(dividingBy: turn)
        guard rest < 0 else { return rest }
        // A tiny negative angle plus a turn is rounded to the turn itself.
        return rest + turn < turn ? rest + turn : 0
    }
}
