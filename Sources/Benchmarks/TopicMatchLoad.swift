import Messaging

/// Filters of six levels, a quarter with `+`, half with `#`, and topics of which half are made to match.
///
/// Every hundred filters share a second level of their own: more filters do not mean more matches per topic, so that
/// what is compared between sizes is the search and not the length of its answer.
struct TopicMatchLoad {
    /// All different.
    let filters: [String]
    /// Ten thousand.
    let topics: [String]

    /// Makes the same load each time.
    init(filters count: Int) {
        var random = LoadGenerator(state: 7)
        let sites = max(1, count / 100)
        var filters: [String] = []
        var models: [[String]] = []
        var seen: Set<String> = []
        while filters.count < count {
            let model = Self.topic(site: filters.count % sites, using: &random)
            var levels = model
            switch filters.count / sites % 4 {
            case 0: levels[Int.random(in: 2...5, using: &random)] = "+"
            case 1, 2: levels[5] = "#"
            default: break
            }
            let filter = levels.joined(separator: "/")
            guard seen.insert(filter).inserted else { continue }
            filters.append(filter)
            models.append(model)
        }
        self.filters = filters
        topics = (0..<10_000).map { number in
            let model = models[Int.random(in: models.indices, using: &random)]
            let other = Self.topic(site: Int.random(in: 0..<sites, using: &random), using: &random)
            return (number.isMultiple(of: 2) ? model : other).joined(separator: "/")
        }
    }

    /// How many filters match a topic, on average.
    func matchesPerTopic(_ trie: TopicTrie<Int>) -> Double {
        let found = topics.reduce(0) { $0 + (Topic(validating: $1).map { trie.matches($0).count } ?? 0) }
        return Double(found) / Double(topics.count)
    }

    private static func topic(site: Int, using random: inout LoadGenerator) -> [String] {
        [
            "bigskies", "site-\(site)", "family-\(Int.random(in: 0..<10, using: &random))",
            "device-\(Int.random(in: 0..<10, using: &random))", "kind-\(Int.random(in: 0..<4, using: &random))",
            "leaf-\(Int.random(in: 0..<8, using: &random))",
        ]
    }
}

/// Random numbers that are the same in each run (Knuth's MMIX constants, the upper half twice).
struct LoadGenerator: RandomNumberGenerator {
    /// Where the sequence stands.
    var state: UInt64

    mutating func next() -> UInt64 {
        step() >> 32 | step() & 0xFFFF_FFFF_0000_0000
    }

    private mutating func step() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
