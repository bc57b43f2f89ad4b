import FoundationEssentials
import Testing

@testable import MQTT

@Suite struct OutboundQueueTests {
    private func entry(
        _ topic: String, ticket: Ticket? = nil, end: Duration? = nil, coalesce: Bool = false, size: Int = 1
    ) -> OutboundQueue.Entry {
        OutboundQueue.Entry(
            message: OutboundMessage(topic: topic, payload: Data(count: size), coalesce: coalesce), ticket: ticket,
            since: .zero, end: end, outlivesConnection: true)
    }

    private func drain(_ queue: inout OutboundQueue) -> [String] {
        var topics: [String] = []
        while let entry = queue.popFirst() { topics.append(entry.message.topic) }
        return topics
    }

    @Test func messagesLeaveInTheOrderOfHandingOver() {
        var queue = OutboundQueue(limit: 10_000, byteLimit: .max)
        var taken: [String] = []
        for number in 0..<5000 {
            _ = queue.append(entry("\(number)"))
            if number % 3 == 0, let first = queue.popFirst() { taken.append(first.message.topic) }
        }
        taken += drain(&queue)
        #expect(taken == (0..<5000).map(String.init))
        #expect(queue.isEmpty)
    }

    @Test func theLatestStatusOfATopicTakesThePlaceOfTheEarlier() {
        var queue = OutboundQueue(limit: 10, byteLimit: .max)
        _ = queue.append(entry("a", ticket: 1, coalesce: true))
        _ = queue.append(entry("b", coalesce: true))
        let fallen = queue.append(entry("a", ticket: 2, coalesce: true))
        #expect(fallen.map(\.ticket) == [1])
        #expect(fallen.map(\.error) == [.superseded])
        #expect(drain(&queue) == ["b", "a"])
        #expect(queue.append(entry("a", coalesce: true)).isEmpty)
    }

    @Test func theOldestFallsOutOfAFullQueue() {
        var queue = OutboundQueue(limit: 2, byteLimit: .max)
        _ = queue.append(entry("a", ticket: 1))
        _ = queue.append(entry("b"))
        let fallen = queue.append(entry("c"))
        #expect(fallen.map(\.ticket) == [1])
        #expect(fallen.map(\.error) == [.queueFull])
        #expect(drain(&queue) == ["b", "c"])
    }

    @Test func bytesAreBoundedToo() {
        var queue = OutboundQueue(limit: 100, byteLimit: 100)
        _ = queue.append(entry("a", size: 60))
        #expect(queue.append(entry("b", size: 60)).count == 1)
        #expect(queue.append(entry("c", size: 1000)).count == 1)
        #expect(drain(&queue) == ["c"])
    }

    @Test func whatIsOverFallsOutWhereverItStands() {
        var queue = OutboundQueue(limit: 10, byteLimit: .max)
        for (topic, end) in [("a", 5), ("b", 1), ("c", 9)] { _ = queue.append(entry(topic, end: .seconds(end))) }
        #expect(queue.earliestEnd == .seconds(1))
        let fallen = queue.drop(.expired) { ($0.end ?? .zero) <= .seconds(5) }
        #expect(fallen.count == 2)
        #expect(drain(&queue) == ["c"])
    }

    @Test func whatComesBackStandsBeforeWhatWaitsUnlessANewerStatusIsThere() {
        var queue = OutboundQueue(limit: 10, byteLimit: .max)
        for topic in ["a", "b"] { _ = queue.append(entry(topic)) }
        _ = queue.append(entry("s", ticket: 7, coalesce: true))
        let back = (0..<3).compactMap { _ in queue.popFirst() }
        _ = queue.append(entry("d"))
        _ = queue.append(entry("s", coalesce: true))
        let fallen = queue.putBack(back.reversed())
        #expect(fallen.map(\.ticket) == [7])
        _ = queue.append(entry("s", coalesce: true))
        #expect(drain(&queue) == ["a", "b", "d", "s"])
    }
}
