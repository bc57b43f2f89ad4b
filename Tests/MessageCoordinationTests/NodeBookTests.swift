import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Testing

@testable import MessageCoordination

@Suite struct NodeBookTests {
    private let dome: NodeName
    private let desk: NodeName
    private let date = Date(timeIntervalSince1970: 0)

    init() throws {
        dome = try NodeName("dome")
        desk = try NodeName("desk")
    }

    private func birth(_ epoch: Int64, _ coordinators: String...) -> Presence {
        Presence(state: .online, epoch: epoch, coordinators: coordinators, version: "1")
    }

    private func will(_ epoch: Int64) -> Presence { Presence(state: .offline, epoch: epoch) }

    @Test func aWillTakesTheCoordinatorsOfTheBirthAway() {
        var book = NodeBook()
        let found1 = book.note(birth(1, "telescope", "security"), of: dome, at: .zero, date: date)
        #expect(found1.isEmpty)
        #expect(book.online == ["telescope", "security"])
        let found2 = book.note(will(1), of: dome, at: .zero, date: date)
        #expect(found2 == ["telescope", "security"])
        #expect(book.online.isEmpty)
        #expect(book.listed.map(\.coordinators) == [["security", "telescope"]])
    }

    @Test func aWillOlderThanTheBirthIsIgnored() {
        var book = NodeBook()
        _ = book.note(birth(2, "telescope"), of: dome, at: .zero, date: date)
        let found3 = book.note(will(1), of: dome, at: .zero, date: date)
        #expect(found3.isEmpty)
        #expect(book.isOnline(dome) == true)
    }

    @Test func aCoordinatorThatMovedIsNotLost() {
        var book = NodeBook()
        _ = book.note(birth(1, "telescope", "security"), of: dome, at: .zero, date: date)
        _ = book.note(birth(1, "telescope"), of: desk, at: .zero, date: date)
        let found4 = book.note(will(1), of: dome, at: .zero, date: date)
        #expect(found4 == ["security"])
        let found5 = book.forget(dome)
        #expect(found5 == ["security"])
    }

    @Test func aBirthWithFewerCoordinatorsLosesTheOthers() {
        var book = NodeBook()
        _ = book.note(birth(1, "telescope", "security"), of: dome, at: .zero, date: date)
        let found6 = book.note(birth(2, "security"), of: dome, at: .zero, date: date)
        #expect(found6 == ["telescope"])
    }

    @Test func namesThatAreNoLevelOfATopicAreDropped() {
        var book = NodeBook()
        let names = birth(1, "a/b", "#", "", String(repeating: "x", count: 65), "good")
        _ = book.note(names, of: dome, at: .zero, date: date)
        #expect(book.online == ["good"])
    }

    @Test func nodesThatAreGoneForLongAreNamed() {
        var book = NodeBook()
        _ = book.note(birth(1), of: dome, at: .zero, date: date)
        _ = book.note(will(1), of: desk, at: .seconds(5), date: date)
        #expect(book.gone(for: .seconds(10), at: .seconds(14)) == [])
        #expect(book.gone(for: .seconds(10), at: .seconds(15)) == [desk])
        let found7 = book.forget(desk)
        #expect(found7 == [])
        let found8 = book.forget(desk)
        #expect(found8 == nil)
    }
}
