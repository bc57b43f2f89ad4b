import Messaging
import Testing

@Suite struct TopicTrieTests {
    /// The examples of MQTT 5, 4.7.1 and 4.7.2.
    @Test(arguments: [
        ("sport/tennis/player1/#", "sport/tennis/player1", true),
        ("sport/tennis/player1/#", "sport/tennis/player1/ranking", true),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true),
        ("sport/#", "sport", true), ("sport/#", "sports", false),
        ("sport/tennis/+", "sport/tennis/player1", true), ("sport/tennis/+", "sport/tennis/player2", true),
        ("sport/tennis/+", "sport/tennis/player1/ranking", false),
        ("sport/+", "sport", false), ("sport/+", "sport/", true),
        ("+/+", "/finance", true), ("/+", "/finance", true), ("+", "/finance", false),
        ("#", "$SYS/a", false), ("#", "sport", true), ("#", "/", true),
        ("+/monitor/Clients", "$SYS/monitor/Clients", false),
        ("$SYS/#", "$SYS/a", true), ("$SYS/#", "$SYS", true), ("$SYS/monitor/+", "$SYS/monitor/Clients", true),
        ("a/+", "a/$x", true), ("a/#", "a/$x", true), ("+/+", "$/a", false),
        ("ACCOUNTS", "Accounts", false), ("/finance", "finance", false), ("a//b", "a/b", false), ("a//b", "a//b", true),
        ("a/", "a", false), ("a/", "a/", true), ("a", "a", true), ("a/+/c", "a//c", true), ("a/+/#", "a/", true),
        ("a/+/#", "a", false), ("exactly-16-bytes/a", "exactly-16-bytes/a", true),
        ("more-than-sixteen-bytes", "more-than-sixteen-bytes", true),
        ("more-than-sixteen-bytes", "more-than-sixteen-byteS", false), ("more-than-sixtee", "more-than-sixteen", false),
        ("more-than-sixteen", "more-than-sixtee", false), ("more-than-sixtee/n", "more-than-sixteen", false),
        ("more-than-sixtee/#", "more-than-sixteen", false), ("more-than-sixtee/+", "more-than-sixteen", false),
        ("7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa/+", "7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa/state", true),
        ("caf\u{E9}", "cafe\u{301}", false), ("a/\u{301}b", "a/\u{301}b", true),
    ])
    func aFilterMatchesWhatTheStandardSays(filter: String, topic: String, matches: Bool) throws {
        var trie = TopicTrie<String>()
        trie.insert(filter, for: try TopicFilter(filter))
        #expect(trie.matches(try Topic(topic)) == (matches ? [filter] : []))
    }

    @Test func oneFilterMayHaveSeveralValues() throws {
        var trie = TopicTrie<Int>()
        let filter = try TopicFilter("a/+")
        for value in 1...3 { trie.insert(value, for: filter) }
        #expect(trie.matches(try Topic("a/b")) == [1, 2, 3])
        #expect(trie.remove(filter, where: { $0 == 2 }) == 1)
        #expect(trie.matches(try Topic("a/b")) == [1, 3])
        #expect(trie.count == 2)
        #expect(trie.remove(filter) == 2)
        #expect(trie.isEmpty)
        #expect(trie.matches(try Topic("a/b")).isEmpty)
    }

    @Test func everyMatchingFilterIsFoundOnce() throws {
        var trie = TopicTrie<String>()
        for filter in ["#", "+/#", "a/#", "a/b", "a/b/#", "a/+", "+/b", "+/+", "+/+/#", "a", "b", "a/b/c", "+/c"] {
            trie.insert(filter, for: try TopicFilter(filter))
        }
        #expect(
            trie.matches(try Topic("a/b")).sorted()
                == ["#", "+/#", "+/+", "+/+/#", "+/b", "a/#", "a/+", "a/b", "a/b/#"].sorted())
    }

    @Test func aFilterThatWasNeverAddedTakesNothingWithIt() throws {
        var trie = TopicTrie<Int>()
        trie.insert(1, for: try TopicFilter("a/b/c"))
        for filter in ["a", "a/b", "a/b/c/#", "a/b/+", "a/b/c/d", "x"] {
            #expect(trie.remove(try TopicFilter(filter)) == 0)
        }
        #expect(trie.matches(try Topic("a/b/c")) == [1])
    }

    @Test func aCopyDoesNotSeeLaterChanges() throws {
        var trie = TopicTrie<Int>()
        trie.insert(1, for: try TopicFilter("a"))
        let copy = trie
        trie.remove(try TopicFilter("a"))
        #expect(copy.matches(try Topic("a")) == [1])
        #expect(trie.matches(try Topic("a")).isEmpty)
    }

    @Test func theDeepestFilterAndTheDeepestTopicMatch() throws {
        var trie = TopicTrie<Int>()
        let topic = try Topic(String(repeating: "/", count: 65_535))
        trie.insert(1, for: try TopicFilter(String(repeating: "+/", count: 199) + "#"))
        trie.insert(2, for: try TopicFilter(String(repeating: "/", count: 199)))
        #expect(trie.matches(topic) == [1])
    }
}
