/// How often something can be done, and how long it takes nearly always.
enum Stopwatch {
    /// Does something for half a second.
    static func rate(
        _ body: () async throws -> Void
    ) async rethrows -> (count: Int, perSecond: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .milliseconds(500) {
            for _ in 0..<1000 { try await body() }
            count += 1000
        }
        return (count, Double(count) / ((clock.now - start) / .seconds(1)))
    }

    /// Does something 100,000 times, and says in microseconds how long 99 of 100 take at most.
    static func p99(_ body: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        for _ in 0..<10_000 { try await body() }
        var times: [Duration] = []
        times.reserveCapacity(100_000)
        for _ in 0..<100_000 {
            let start = clock.now
            try await body()
            times.append(clock.now - start)
        }
        return times.sorted()[99_000] / .microseconds(1)
    }

    /// How long something takes, in seconds.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        return (clock.now - start) / .seconds(1)
    }
}
