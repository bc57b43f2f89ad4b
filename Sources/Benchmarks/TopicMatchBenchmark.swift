import Foundation
import Kernel
import Messaging

/// Topic matches per second: a trie of many filters, beside paho's matcher in Python with the same filters and topics.
struct TopicMatchBenchmark: Benchmark {
    let name = "topic-match"

    func rows(_ race: Race) async throws -> [Row] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bigskies-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // a leftover in /tmp is no reason to fail
        var rows: [Row] = []
        for count in [100, 10_000, 100_000] {
            rows.append(try await row(filters: count, race, directory))
        }
        return rows
    }

    private func row(filters count: Int, _ race: Race, _ directory: URL) async throws -> Row {
        let load = TopicMatchLoad(filters: count)
        var trie = TopicTrie<Int>()
        for (number, filter) in load.filters.enumerated() { trie.insert(number, for: try TopicFilter(filter)) }
        let topics = try load.topics.map { try Topic($0) }
        return try await race.row(
            "topic match, \(count) filters, \(Table.figure(load.matchesPerTopic(trie))) matches per topic", unit: "/s",
            target: .atLeast(3e6), peer: count == 10_000 ? try paho(load, directory) : nil
        ) {
            try Self.rate(trie, topics)
        }
    }

    private static func rate(_ trie: TopicTrie<Int>, _ topics: [Topic]) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var passes = 0
        var found = 0
        while clock.now - start < .milliseconds(500) {
            for topic in topics { trie.forEachMatch(topic) { found &+= $0 } }
            passes += 1
        }
        // The sum of what was found is used, so the matches cannot be optimised away.
        guard found > 0 else { throw ServiceError(.internal, "no topic matched a filter") }
        return Double(passes * topics.count) / ((clock.now - start) / .seconds(1))
    }

    private func paho(_ load: TopicMatchLoad, _ directory: URL) throws -> Race.Peer {
        let filters = directory.appending(path: "filters")
        let topics = directory.appending(path: "topics")
        try Data(load.filters.joined(separator: "\n").utf8).write(to: filters)
        try Data(load.topics.joined(separator: "\n").utf8).write(to: topics)
        let program = PeerProgram(program: "python3", arguments: ["-c", Self.pahoScript, filters.path, topics.path])
        return Race.Peer(name: "paho.mqtt.matcher") { try await program.figure() }
    }

    private static let pahoScript = """
        import sys, time
        from paho.mqtt.matcher import MQTTMatcher
        filters, topics = (open(name, encoding="utf-8").read().split("\\n") for name in sys.argv[1:])
        matcher = MQTTMatcher()
        for number, filter in enumerate(filters):
            matcher[filter] = number
        found, passes, start = 0, 0, time.perf_counter()
        while time.perf_counter() - start < 0.5:
            for topic in topics:
                for number in matcher.iter_match(topic):
                    found += number
            passes += 1
        print(passes * len(topics) / (time.perf_counter() - start))
        """
}
