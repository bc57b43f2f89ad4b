/// How long many of one kind took.
struct Waits: Sendable {
    private let times: [Duration]

    /// Takes the times in any order.
    init(_ times: [Duration]) { self.times = times.sorted() }

    /// The time that half of them take at most, in milliseconds.
    var median: Double { atMost(0.5) }
    /// The time that 99 of 100 take at most, in milliseconds.
    var p99: Double { atMost(0.99) }

    /// Does something so many times, one after another.
    static func measured(_ count: Int, _ body: () async throws -> Void) async rethrows -> [Duration] {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<count {
            let start = clock.now
            try await body()
            times.append(clock.now - start)
        }
        return times
    }

    private func atMost(_ share: Double) -> Double {
        guard let time = times.dropFirst(Int(Double(times.count) * share)).first else { return .nan }
        return time / .milliseconds(1)
    }
}
