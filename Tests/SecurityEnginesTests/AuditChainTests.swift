import Access
import FoundationEssentials
import Kernel
import Testing

@testable import SecurityEngines

@Suite struct AuditChainTests {
    static func entry(_ action: String = "a/b", details: [String: JSONValue] = [:]) -> AuditEntry {
        AuditEntry(
            phase: .outcome, at: Date(timeIntervalSince1970: 1_768_597_445.123), principal: "user:x", door: .mqtt,
            claimedSource: "client:1", action: action, resource: nil, decision: "allow", rule: "user:write",
            outcome: "success", correlationID: "c", details: details)
    }

    @Test func eachHashCoversTheRowAndTheHashBefore() throws {
        var chain = AuditChain(node: "n")
        let records = (1...3).map { AuditRecord(Self.entry("action/\($0)")) }
        let links = try records.map { try chain.append($0) }
        #expect(links.map(\.row.seq) == [1, 2, 3])
        #expect(links[0].previousHash == [UInt8](repeating: 0, count: 32))
        #expect(links[1].previousHash == links[0].hash)
        #expect(try AuditChain.hash(of: links[2].row, after: links[1].hash) == links[2].hash)
        #expect(try AuditChain.hash(of: links[2].row, after: links[0].hash) != links[2].hash)
    }

    @Test func aChainGoesOnWhereItEnded() throws {
        var whole = AuditChain(node: "n")
        let records = (1...2).map { AuditRecord(Self.entry("action/\($0)")) }
        let links = try records.map { try whole.append($0) }
        var rest = AuditChain(node: "n", seq: 1, hash: links[0].hash)
        #expect(try rest.append(records[1]).hash == links[1].hash)
    }

    @Test func nothingThatTheDatabaseRefusesIsRecorded() {
        let record = AuditRecord(
            Self.entry(String(repeating: "x", count: 100_000), details: ["a\0": ["b\0c", .number(.nan)]]))
        #expect(record.action.count == 512)
        #expect(record.details == ["a\u{FFFD}": ["b\u{FFFD}c", .null]])
    }
}
