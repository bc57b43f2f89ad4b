public import Kernel

/// What a host has done since its start, for diagnostics.
public struct HostFigures: Sendable {
    /// The slowest run of a route.
    public struct Slow: Sendable {
        /// The route.
        public let topic: String
        /// How often it ran.
        public var count: Int
        /// Its longest run.
        public var longest: Duration
        /// All its runs together.
        public var total: Duration
    }

    /// The most that waited at once.
    public private(set) var deepestQueue = 0
    /// How many were refused, by code.
    public private(set) var refusals: [ServiceError.Code: Int] = [:]
    private var runs: [String: Slow] = [:]

    /// The routes by their longest run, slowest first.
    public var slowest: [Slow] { runs.values.sorted { $0.longest > $1.longest } }

    mutating func waited(_ depth: Int) { deepestQueue = max(deepestQueue, depth) }

    mutating func refused(_ code: ServiceError.Code) { refusals[code, default: 0] += 1 }

    mutating func handled(_ topic: String, in duration: Duration) {
        var slow = runs[topic] ?? Slow(topic: topic, count: 0, longest: .zero, total: .zero)
        slow.count += 1
        slow.total += duration
        slow.longest = max(slow.longest, duration)
        runs[topic] = slow
    }
}
