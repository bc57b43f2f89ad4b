import Access
import FoundationEssentials
import Health
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Testing

@testable import SecurityEngines

/// Rows that a node wrote and no longer finds after a restart.
@Suite struct AuditGapTests {
    private let secrets = SecretKeeper(KeyRing(current: .random()))
    private let fixture: SecurityFixture
    private let folder: TemporaryFolder
    private var head: String { folder.path + "/audit.head" }

    init() async throws {
        fixture = try await SecurityFixture.make()
        folder = try TemporaryFolder("audit")
    }

    /// Starts a trail, writes rows, and ends it; the trail with the file is the node's own.
    @discardableResult
    private func write(_ count: Int, remembers: Bool = true) async throws -> HealthCheckResult {
        let trail = try PostgresAuditTrail(
            pool: fixture.pool, node: "n", head: remembers ? head : nil, logger: Logger(label: "test"))
        let run = Task { try await trail.run() }
        defer { run.cancel() }
        for number in 0..<count { trail.conclude(AuditChainTests.entry("act/\(number)")) }
        try await trail.drain()
        return await trail.check.check()
    }

    private func faults() async throws -> [String] {
        let report = try await AuditVerifier(pool: fixture.pool, secrets: secrets).verify(
            node: "n", heads: [AuditHead.read(head)].compactMap(\.self))
        return try #require(report.chains.first).faults
    }

    /// Changes rows as somebody with all rights on the database could.
    private func tamper(_ sql: String) async throws {
        try await fixture.database.psql(
            "alter table audit_log disable trigger all; \(sql); alter table audit_log enable trigger all")
    }

    @Test(arguments: [("seq > 3", "rows 4 to 5 are missing"), ("true", "rows 1 to 5 are missing")])
    func rowsThatWereCutOffBeforeAStartStayMissing(rows: String, fault: String) async throws {
        try await write(5)
        try await tamper("delete from audit_log where \(rows)")
        let found = try await write(1)
        #expect(found.status == .degraded)
        #expect(found.message.contains("bigskies audit verify"))
        #expect(found.details["fault"]?.text?.hasPrefix("row 5, which this node wrote, is not there") == true)
        #expect(try await faults() == [fault])
        #expect(try await write(1).status == .healthy)
        #expect(try await faults() == [fault])
    }

    @Test func rowsThatOthersPutInTheirPlaceDoNotHideThem() async throws {
        try await write(5)
        try await tamper("delete from audit_log where seq > 3")
        try await write(4, remembers: false)
        #expect(try await write(1).status == .degraded)
        #expect(try await faults() == ["row 8 does not follow the row before it"])
    }

    @Test func whatAnotherProcessOfTheNodeAddedIsNoGap() async throws {
        try await write(2)
        try await write(2, remembers: false)
        #expect(try await write(2).status == .healthy)
        #expect(try await faults().isEmpty)
    }

    @Test func whatWentBehindACheckpointIsNoGap() async throws {
        try await write(2)
        try await write(2, remembers: false)
        let archiver = AuditArchiver(pool: fixture.pool, secrets: secrets)
        let end = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(try await archiver.archive(before: end).map(\.rows) == [3])
        #expect(try await write(1).status == .healthy)
        #expect(try await faults().isEmpty)
    }

    @Test(arguments: [
        "nothing", #"{"node":"n","seq":0,"hash":"\#(String(repeating: "0", count: 64))"}"#,
        #"{"node":"n","seq":9223372036854775807,"hash":"\#(String(repeating: "0", count: 64))"}"#,
        #"{"node":"n","seq":1,"hash":"x"}"#,
    ])
    func aFileThatSaysNothingOfUseIsToldAndRowsAreWritten(text: String) async throws {
        try await write(1)
        try Data(text.utf8).write(to: URL(filePath: head))
        #expect(try await write(1).status == .degraded)
        #expect(try await faults().isEmpty)
        #expect(try await write(1).status == .healthy)
    }

    @Test func theEndOfAnotherNodesChainIsNotMissed() async throws {
        let other = AuditHead(node: "m", seq: 7, hash: String(repeating: "0", count: 64))
        try WireJSON.encode(other).write(to: URL(filePath: head))
        #expect(try await write(1).status == .healthy)
        #expect(try await faults().isEmpty)
    }
}
