import Kernel
import Messaging
import Testing

/// The examples are those of MQTT 5, 4.7.1.2 and 4.7.1.3.
@Suite struct TopicFilterTests {
    @Test(arguments: [
        "#", "+", "sport/#", "sport/tennis/#", "sport/tennis/+", "+/tennis/#", "sport/+/player1", "/+", "+/+", "/",
        "a//b",
        "$SYS/#", "$SYS/monitor/+", "a",
    ])
    func validFiltersAreAccepted(text: String) throws {
        #expect(try TopicFilter(text).text == text)
    }

    @Test(arguments: [
        ("sport/tennis#", "+ and # must fill"), ("sport/tennis/#/ranking", "# must be the last"), ("##", "must fill"),
        ("sport+", "must fill"), ("+a/b", "must fill"), ("#/", "# must be the last"), ("", "1 to 65535"),
        ("a\0", "control"), ("$share/group/a", "shared"),
    ])
    func theMessageNamesTheBrokenRule(text: String, rule: String) throws {
        let error = try #require(throws: ServiceError.self) { try TopicFilter(text) }
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains(rule))
    }

    @Test func aFilterHasAtMost200Levels() {
        #expect(throws: Never.self) { try TopicFilter(Array(repeating: "a", count: 200).joined(separator: "/")) }
        #expect(throws: ServiceError.self) { try TopicFilter(Array(repeating: "a", count: 201).joined(separator: "/")) }
    }

    @Test func everyTopicIsAFilterOfItself() throws {
        let topic = try Topic("a/b")
        #expect(TopicFilter(topic)?.text == "a/b")
    }
}
