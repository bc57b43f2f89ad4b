import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Support
import Testing

@testable import SecurityEngines

@Suite struct AuditReaderTests {
    private let alice = UUID()

    private func entry(_ action: String, at seconds: Double, by user: UUID? = nil) -> AuditEntry {
        AuditEntry(
            phase: .outcome, at: Date(timeIntervalSince1970: 1_768_597_445 + seconds),
            principal: user.map { "user:" + $0.text } ?? "anonymous", door: .mqtt, claimedSource: nil, action: action,
            resource: nil, decision: "allow", rule: nil, outcome: "success", correlationID: "c")
    }

    /// Writes entries into the chain of a node, and returns where the node remembers that it ended.
    private func write(_ entries: [AuditEntry], node: String = "n", _ fixture: SecurityFixture) async throws
        -> AuditHead?
    {
        let head = FileManager.default.temporaryDirectory.appending(path: "audit-\(Identifier.hex(12)).head").path
        defer { try? FileManager.default.removeItem(atPath: head) }  // nothing depends on it
        let trail = try PostgresAuditTrail(
            pool: fixture.pool, node: node, head: head, logger: Logger(label: "test"))
        let run = Task { try await trail.run() }
        for entry in entries { trail.conclude(entry) }
        try await trail.drain()
        run.cancel()
        return try AuditHead.read(head)
    }

    /// Changes rows as somebody with all rights on the database could.
    private func tamper(_ fixture: SecurityFixture, _ sql: String) async throws {
        try await fixture.database.psql("alter table audit_log disable trigger all; \(sql)")
    }

    @Test func linesComeNewestFirstInPages() async throws {
        let fixture = try await SecurityFixture.make()
        // Two at the same moment: the cursor may lose neither.
        let moments = [0.0, 1, 2, 2, 3]
        _ = try await write(moments.enumerated().map { entry("a/\($0)", at: $1) }, fixture)
        let reader = AuditReader(pool: fixture.pool)
        var seen: [String] = []
        var request = AuditListRequest(limit: try WireJSON.decode(PageLimit.self, from: Data("2".utf8)))
        repeat {
            let page = try await reader.lines(request)
            seen += page.entries.map(\.action)
            request.cursor = page.nextCursor
        } while request.cursor != nil
        #expect(seen == ["a/4", "a/3", "a/2", "a/1", "a/0"])
    }

    @Test func aFilterKeepsWhatItNames() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await write(
            [entry("a/b", at: 0, by: alice), entry("a/b", at: 10), entry("a/c", at: 20, by: alice)], fixture)
        let reader = AuditReader(pool: fixture.pool)
        func count(_ request: AuditListRequest) async throws -> Int { try await reader.lines(request).entries.count }
        let begin = Date(timeIntervalSince1970: 1_768_597_445)
        #expect(try await count(AuditListRequest()) == 3)
        #expect(try await count(AuditListRequest(userID: alice)) == 2)
        #expect(try await count(AuditListRequest(since: begin.addingTimeInterval(10))) == 2)
        #expect(try await count(AuditListRequest(until: begin.addingTimeInterval(10))) == 1)
        let action = try WireJSON.decode(Label.self, from: Data(#""a/b""#.utf8))
        #expect(try await count(AuditListRequest(userID: alice, action: action)) == 1)
    }

    @Test func aWholeTrailIsFoundWhole() async throws {
        let fixture = try await SecurityFixture.make()
        let head = try await write((0..<1200).map { entry("a/\($0)", at: Double($0)) }, fixture)
        _ = try await write([entry("elsewhere", at: 0)], node: "other", fixture)
        let report = try await AuditVerifier(pool: fixture.pool).verify(heads: [head].compactMap(\.self))
        #expect(report.isIntact)
        #expect(report.chains.map(\.node) == ["n", "other"])
        #expect(report.chains.map(\.rows) == [1200, 1])
        #expect(head?.seq == 1200)
    }

    @Test(arguments: [
        ("update audit_log set principal = 'user:nobody' where seq = 3", "row 3 was changed"),
        ("delete from audit_log where seq in (2, 3)", "rows 2 to 3 are missing"),
        ("delete from audit_log where seq = 1", "rows 1 to 1 are missing"),
        ("delete from audit_log where seq > 4", "the chain ends at row 4; the node wrote row 5"),
        ("delete from audit_log", "the chain ends at row 0; the node wrote row 5"),
        ("update audit_log set previous_hash = hash where seq = 4", "row 4 does not follow the row before it"),
    ])
    func aTrailThatWasTamperedWithSaysWhere(sql: String, fault: String) async throws {
        let fixture = try await SecurityFixture.make()
        let head = try await write((0..<5).map { entry("a/\($0)", at: Double($0)) }, fixture)
        try await tamper(fixture, sql)
        let report = try await AuditVerifier(pool: fixture.pool).verify(heads: [head].compactMap(\.self))
        #expect(!report.isIntact)
        #expect(report.chains.first?.faults.first == fault)
    }

    @Test func aChainWrittenAnewIsNotTheOneThatTheNodeWrote() async throws {
        let fixture = try await SecurityFixture.make()
        let head = try await write([entry("a/1", at: 0)], fixture)
        try await tamper(fixture, "delete from audit_log")
        _ = try await write([entry("a/2", at: 0)], fixture)
        let report = try await AuditVerifier(pool: fixture.pool).verify(heads: [head].compactMap(\.self))
        #expect(report.chains.first?.faults == ["row 1 is not the one that the node wrote"])
    }

    @Test func aNodeThatWroteNothingIsNotFound() async throws {
        let fixture = try await SecurityFixture.make()
        let error = await failure { _ = try await AuditVerifier(pool: fixture.pool).verify(node: "nobody") }
        #expect(error?.code == .notFound)
    }
}
