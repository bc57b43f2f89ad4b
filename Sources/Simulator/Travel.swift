/// Something that goes evenly from one place to another: where it is follows from the time.
struct Travel: Sendable {
    private var start: Double
    private var startedAt: Double
    private var rate: Double
    /// Where it goes.
    private(set) var end: Double

    /// Something that rests.
    init(at position: Double) {
        start = position
        end = position
        startedAt = 0
        rate = 0
    }

    /// Where it is.
    func position(at now: Double) -> Double {
        let way = end - start
        let done = max(0, now - startedAt) * rate
        return done >= abs(way) ? end : start + (way < 0 ? -done : done)
    }

    /// Whether it is on its way.
    func isMoving(at now: Double) -> Bool { position(at: now) != end }

    /// Which way it goes: −1, 0 or 1.
    func direction(at now: Double) -> Double { isMoving(at: now) ? (end < start ? -1 : 1) : 0 }

    /// Starts for another place from where it is now, at a rate per second.
    mutating func go(to end: Double, rate: Double, at now: Double) {
        start = position(at: now)
        startedAt = now
        self.end = end
        self.rate = rate
    }

    /// Goes on at another rate.
    mutating func repace(_ rate: Double, at now: Double) {
        if isMoving(at: now) { go(to: end, rate: rate, at: now) }
    }

    /// Stops where it is.
    mutating func halt(at now: Double) { self = Travel(at: position(at: now)) }

    /// Calls the same place by another number.
    mutating func shift(by offset: Double) {
        start += offset
        end += offset
    }
}
