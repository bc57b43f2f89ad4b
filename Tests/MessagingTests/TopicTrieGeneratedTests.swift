import Messaging
import Support
import Testing

/// Tries, filled and emptied at random, beside a matcher that is too simple to be wrong.
@Suite struct TopicTrieGeneratedTests {
    private static let levels = [
        "", "a", "b", "c", "$a", "$", "a b", "ä", "a\u{301}", "exactly-16-bytes", "exactly-16-bytes-17",
        "a-level-of-more-than-thirty-two-bytes", "a-level-of-more-than-thirty-two-bytes!",
    ]

    @Test func aTrieFindsWhatASimpleMatcherFinds() throws {
        var generator = SeededGenerator(seed: 1)
        var trie = TopicTrie<Int>()
        var filters: [(value: Int, filter: TopicFilter, parts: [[UInt8]])] = []
        for input in 0..<GeneratedInputs.count {
            let filter = try TopicFilter(Self.filter(using: &generator))
            if input % 512 < 256 {
                trie.insert(input, for: filter)
                filters.append((input, filter, Self.split(filter.text)))
            } else if let place = filters.indices.randomElement(using: &generator) {
                let (value, filter, _) = filters.remove(at: place)
                #expect(trie.remove(filter, where: { $0 == value }) == 1)
            }
            let topic = try Topic(Self.topic(using: &generator))
            let levels = Self.split(topic.text)
            let expected = filters.filter { Self.matches($0.parts, levels) }.map(\.value)
            #expect(trie.matches(topic).sorted() == expected, "\(topic)")
            #expect(trie.count == filters.count)
        }
    }

    @Test func anyTextIsAFilterOrRefusedAsTheRulesSay() {
        var generator = SeededGenerator(seed: 2)
        let characters = ["a", "/", "+", "#", "$", "\0", "\n", "ä", "\u{301}", "\u{7F}", "😀", "\u{FFFF}"]
        for _ in 0..<GeneratedInputs.count {
            let text = (0..<Int.random(in: 0...6, using: &generator))
                .map { _ in characters.randomElement(using: &generator) ?? "" }.joined()
            #expect(((try? TopicFilter(text)) != nil) == Self.isFilter(text), "\(text.debugDescription)")
            #expect(
                (Topic(validating: text) != nil)
                    == (Self.isFilter(text) && !text.utf8.contains { "+#".utf8.contains($0) }))
        }
    }

    private static func topic(using generator: inout SeededGenerator) -> String {
        let text = (0..<Int.random(in: 1...5, using: &generator))
            .map { _ in levels.randomElement(using: &generator) ?? "" }.joined(separator: "/")
        return text.isEmpty ? "a" : text
    }

    private static func filter(using generator: inout SeededGenerator) -> String {
        var parts = split(topic(using: &generator))
        for index in parts.indices where Int.random(in: 0..<4, using: &generator) == 0 {
            parts[index] = Array("+".utf8)
        }
        if Bool.random(using: &generator) {
            parts.removeLast(Int.random(in: 0...parts.count, using: &generator))
            parts.append(Array("#".utf8))
        }
        return String(decoding: Array(parts.joined(separator: "/".utf8)), as: UTF8.self)
    }

    private static func split(_ text: String) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }

    private static func matches(_ filter: [[UInt8]], _ topic: [[UInt8]]) -> Bool {
        if topic[0].first == UInt8(ascii: "$"), ["+", "#"].contains(String(decoding: filter[0], as: UTF8.self)) {
            return false
        }
        return matches(filter[...], topic[...])
    }

    private static func matches(_ filter: ArraySlice<[UInt8]>, _ topic: ArraySlice<[UInt8]>) -> Bool {
        guard let first = filter.first else { return topic.isEmpty }
        if first.elementsEqual("#".utf8) { return true }
        guard let level = topic.first, first.elementsEqual("+".utf8) || first == level else { return false }
        return matches(filter.dropFirst(), topic.dropFirst())
    }

    private static func isFilter(_ text: String) -> Bool {
        let parts = split(text)
        return !text.isEmpty
            && !text.unicodeScalars.contains { [0, 0x0A, 0x7F, 0xFFFF].contains($0.value) }
            && parts.allSatisfy { $0.count == 1 || !$0.contains { "+#".utf8.contains($0) } }
            && !parts.dropLast().contains(Array("#".utf8))
    }
}
