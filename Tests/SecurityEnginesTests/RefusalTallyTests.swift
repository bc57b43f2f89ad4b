import Access
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import SecurityEngines

@Suite struct RefusalTallyTests {
    private let time = ManualTime()
    private var tally = RefusalTally()

    private func refusal(of principal: String = "anonymous", _ action: String = "a/b", on resource: String? = nil)
        -> AuditEntry
    {
        AuditEntry(
            phase: .outcome, at: time.source.date(), principal: principal, door: .mqtt, claimedSource: "client:x",
            action: action, resource: resource, decision: "deny", rule: "r", outcome: "forbidden", correlationID: "c")
    }

    @Test mutating func tenOfASecondAreWrittenAndTheRestBecomesOneRow() throws {
        let written = (0..<500).count { _ in tally.take(refusal(), at: time.source.now()) }
        #expect(written == 10)
        let made = tally.row()
        let row = try #require(made)
        #expect(row.details["count"] == 490)
        #expect(row.details["principals"] == ["anonymous": 490])
        #expect((row.principal, row.action, row.outcome, row.decision) == ("anonymous", "a/b", "forbidden", "deny"))
        let none = tally.row()
        #expect(none == nil)
    }

    @Test mutating func theNextSecondHasTenOfItsOwn() {
        let first = (0..<12).count { _ in tally.take(refusal(), at: time.source.now()) }
        time.advance(by: .milliseconds(999))
        let late = tally.take(refusal(), at: time.source.now())
        time.advance(by: .milliseconds(1))
        let next = (0..<12).count { _ in tally.take(refusal(), at: time.source.now()) }
        #expect((first, late, next) == (10, false, 10))
    }

    @Test mutating func theRowTellsWhoTriedWhatHowOften() throws {
        for _ in 0..<3 { tally.count(refusal(of: "user:x", "a/b", on: "admin")) }
        time.advance(by: .milliseconds(500))
        tally.count(refusal(of: "user:y", "a/c"))
        let made = tally.row()
        let row = try #require(made)
        #expect((row.principal, row.action, row.resource) == ("several", "several", "admin"))
        #expect(row.details["principals"] == ["user:x": 3, "user:y": 1])
        #expect(row.details["actions"] == ["a/b": 3, "a/c": 1])
        #expect(row.details["resources"] == ["admin": 3])
        #expect(row.details["since"] == .string(Timestamp.text(row.at.addingTimeInterval(-0.5))))
    }

    @Test mutating func manyNamesTakeNoMoreRoomThanAFew() throws {
        for number in 0..<100_000 { tally.count(refusal(of: "user:\(number)", on: "r\(number)")) }
        let made = tally.row()
        let row = try #require(made)
        #expect(row.details["count"] == 100_000)
        #expect(row.details["principals"]?.members?.count == RefusalTally.mostNames + 1)
        #expect(row.details["principals"]?["others"] == .integer(Int64(100_000 - RefusalTally.mostNames)))
    }
}
