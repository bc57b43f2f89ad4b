import Access
import FoundationEssentials
import Health
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Synchronization
import Testing

@testable import SecurityEngines

/// Old rows behind checkpoints.
@Suite struct AuditArchiverTests {
    private let secrets = SecretKeeper(KeyRing(current: .random()))
    private let fixture: SecurityFixture

    init() async throws { fixture = try await SecurityFixture.make() }

    /// The moment of a number of days after the clock's start.
    private func day(_ number: Double) -> Date { fixture.clock.source.date().addingTimeInterval(number * 86_400) }

    /// Writes a row for each day into the chain of a node, and returns where the node remembers that it ended.
    @discardableResult
    private func write(_ days: [Double], node: String = "n") async throws -> AuditHead? {
        let head = FileManager.default.temporaryDirectory.appending(path: "audit-\(Identifier.hex(12)).head").path
        defer { try? FileManager.default.removeItem(atPath: head) }  // nothing depends on it
        let trail = try PostgresAuditTrail(pool: fixture.pool, node: node, head: head, logger: Logger(label: "test"))
        let run = Task { try await trail.run() }
        for number in days {
            var entry = AuditChainTests.entry("day/\(number)")
            entry.at = day(number)
            trail.conclude(entry)
        }
        try await trail.drain()
        run.cancel()
        return try AuditHead.read(head)
    }

    private func archive(before end: Date, with secrets: SecretKeeper? = nil) async throws -> [AuditArchiver.Outcome] {
        let archiver = AuditArchiver(
            pool: fixture.pool, secrets: secrets ?? self.secrets, time: fixture.clock.source)
        return try await archiver.archive(before: end)
    }

    private func verify(_ head: AuditHead? = nil) async throws -> AuditReport.Chain {
        let report = try await AuditVerifier(pool: fixture.pool, secrets: secrets).verify(
            node: "n", heads: [head].compactMap(\.self))
        return try #require(report.chains.first)
    }

    private func seqs() async throws -> String {
        try await fixture.database.psql(
            "select string_agg(seq::text, ' ' order by seq) from audit_log where node = 'n'")
    }

    /// Changes rows as somebody with all rights on the database could.
    private func tamper(_ sql: String) async throws {
        try await fixture.database.psql(
            """
            alter table audit_log disable trigger all; alter table audit_checkpoints disable trigger all; \(sql);
            alter table audit_log enable trigger all; alter table audit_checkpoints enable trigger all
            """)
    }

    @Test func oldRowsGoBehindACheckpointAndTheChainStaysWhole() async throws {
        let head = try await write([0, 1, 2, 3, 4])
        #expect(try await archive(before: day(2.5)).map(\.rows) == [3])
        #expect(try await seqs() == "4 5")
        let chain = try await verify(head)
        #expect((chain.rows, chain.archived, chain.faults) == (2, 3, []))
        let stored = try await fixture.database.psql(
            "select seq, key_id, first_at = '\(Timestamp.text(day(0)))', last_at = '\(Timestamp.text(day(2)))' from audit_checkpoints"
        )
        #expect(stored == "3|\(secrets.ring.current.id)|t|t")
    }

    @Test func aLaterCheckpointTakesThePlaceOfTheEarlierOne() async throws {
        try await write([0, 1, 2, 3, 4])
        _ = try await archive(before: day(0.5))
        _ = try await archive(before: day(2.5))
        #expect(try await archive(before: day(2.5)).isEmpty)
        #expect(
            try await fixture.database.psql("select seq, first_at = '\(Timestamp.text(day(0)))' from audit_checkpoints")
                == "3|t")
        #expect(try await verify().faults.isEmpty)
    }

    @Test func theLastRowOfAChainStaysHoweverOldAndTheChainGoesOn() async throws {
        let head = try await write([0, 1, 2])
        #expect(try await archive(before: day(1000)).map(\.rows) == [2])
        #expect(try await seqs() == "3")
        #expect(try await verify(head).faults.isEmpty)
        let later = try await write([1001])
        #expect(try await seqs() == "3 4")
        #expect(try await verify(later).faults.isEmpty)
    }

    @Test func whatFollowsAYoungRowStays() async throws {
        try await write([0, 5, 1, 6])
        #expect(try await archive(before: day(2)).map(\.rows) == [1])
        #expect(try await seqs() == "2 3 4")
    }

    @Test func whoFollowsAChainThatIsBeingArchivedFindsItWhole() async throws {
        try await write([0])
        let archiver = AuditArchiver(pool: fixture.pool, secrets: secrets, time: fixture.clock.source)
        let isDone = Mutex(false)
        let archiving = Task {
            defer { isDone.withLock { $0 = true } }
            // Few rows at a time: the shorter the chain, the more often it is followed.
            for round in 0..<10 {
                let days = (1...20).map { Double(round * 20 + $0) }
                try await write(days)
                for number in days { _ = try await archiver.archive(before: day(number - 0.5)) }
            }
        }
        var looks = 0
        repeat {
            #expect(try await verify().faults.isEmpty)
            looks += 1
        } while !isDone.withLock(\.self)
        try await archiving.value
        #expect(try await seqs() == "201")
        print("a chain was followed", looks, "times while 200 rows went behind checkpoints")
    }

    @Test func aClockThatWasSetIsNotBelievedAtOnce() async throws {
        let ahead = Mutex(0.0)
        let clock = fixture.clock.source
        let time = TimeSource(
            now: clock.now, sleep: clock.sleep, date: { clock.date().addingTimeInterval(ahead.withLock { $0 }) })
        let archiver = AuditArchiver(pool: fixture.pool, secrets: secrets, time: time)
        fixture.clock.advance(by: .seconds(86_400))
        ahead.withLock { $0 = 3500 }
        #expect(await archiver.clocksAgree())
        ahead.withLock { $0 = 500 * 86_400 }
        #expect(await !archiver.clocksAgree())
        #expect(await archiver.check.check().status == .degraded)
        fixture.clock.advance(by: .seconds(86_400))
        #expect(await archiver.clocksAgree())
        #expect(await archiver.check.check().status == .healthy)
        ahead.withLock { $0 = 0 }
        #expect(await !archiver.clocksAgree())
    }

    @Test func everyNodesChainHasItsOwn() async throws {
        try await write([0, 1, 2])
        try await write([0, 5], node: "m")
        #expect(try await archive(before: day(1.5)).map(\.node) == ["m", "n"])
        #expect(try await AuditVerifier(pool: fixture.pool, secrets: secrets).verify().isIntact)
    }

    @Test func aPartThatWasTamperedWithStaysWhereItCanBeSeen() async throws {
        try await write([0, 1, 2, 3])
        try await tamper("update audit_log set principal = 'user:nobody' where seq = 2")
        let outcomes = try await archive(before: day(2.5))
        #expect(outcomes.map(\.fault) == ["row 2 was changed"])
        #expect(try await seqs() == "1 2 3 4")
    }

    @Test(arguments: [
        ("delete from audit_checkpoints", "rows 1 to 3 are missing"),
        (
            "update audit_checkpoints set hash = sha256('x')",
            "the checkpoint at row 3 was not made by this installation"
        ),
        ("update audit_checkpoints set last_at = now()", "the checkpoint at row 3 was not made by this installation"),
        (
            "delete from audit_log where seq = 4; update audit_checkpoints set seq = 4, hash = (select previous_hash from audit_log where seq = 5)",
            "the checkpoint at row 4 was not made by this installation"
        ),
        ("delete from audit_log where seq = 4", "rows 4 to 4 are missing"),
        ("delete from audit_log where seq > 3", "the chain ends at row 3; the node wrote row 6"),
        ("update audit_log set rule = 'x' where seq = 5", "row 5 was changed"),
        ("update audit_log set seq = 1 where seq = 4", "1 rows lie behind the checkpoint at row 3"),
    ])
    func aTrailThatWasTamperedWithSaysWhere(sql: String, fault: String) async throws {
        let head = try await write([0, 1, 2, 3, 4, 5])
        _ = try await archive(before: day(2.5))
        try await tamper(sql)
        #expect(try await verify(head).faults.first == fault)
    }

    @Test func anEarlierCheckpointThatIsPutBackLeavesAGap() async throws {
        try await write([0, 1, 2, 3, 4])
        _ = try await archive(before: day(0.5))
        try await tamper("create table kept as select * from audit_checkpoints")
        _ = try await archive(before: day(2.5))
        try await tamper("delete from audit_checkpoints; insert into audit_checkpoints select * from kept")
        #expect(try await verify().faults.first == "rows 2 to 3 are missing")
    }

    @Test func aCheckpointOfSomebodyElsesKeyIsForged() async throws {
        try await write([0, 1, 2, 3])
        let other = SecretKeeper(KeyRing(current: .random()))
        _ = try await archive(before: day(1.5), with: other)
        let fault = try #require(try await verify().faults.first)
        #expect(fault.contains("cannot be checked") && fault.contains(other.ring.current.id), "\(fault)")
        let outcome = try await archive(before: day(2.5))
        #expect(outcome.first?.fault == fault)
    }

    @Test func aCheckpointOutlivesTheRotationOfTheKeys() async throws {
        try await write([0, 1, 2, 3])
        _ = try await archive(before: day(1.5))
        let rotated = SecretKeeper(secrets.ring.rotated())
        let report = try await AuditVerifier(pool: fixture.pool, secrets: rotated).verify()
        #expect(report.isIntact)
    }

    @Test(arguments: [
        "delete from audit_log where seq = 4", "truncate audit_log",
        "update audit_log set action = 'x'", "delete from audit_checkpoints", "truncate audit_checkpoints",
        "update audit_checkpoints set last_at = now()",
        "insert into audit_checkpoints select node, 4, hash, first_at, last_at, made_at, key_id, signature from audit_checkpoints",
        "insert into audit_checkpoints select a.node, a.seq, a.hash, now(), now(), now(), 'k', sha256('x') from audit_log a where seq = 5",
        "set session_replication_role = replica; delete from audit_log",
    ])
    func nothingGoesWithoutACheckpoint(sql: String) async throws {
        try await write([0, 1, 2, 3, 4])
        _ = try await archive(before: day(1.5))
        await #expect(throws: (any Error).self) { try await fixture.database.psql(sql) }
        #expect(try await seqs() == "3 4 5")
    }

    @Test func theOwnerOfTheTableIsRefusedToo() async throws {
        try await write([0, 1])
        try await fixture.database.psql(
            """
            create role keeper_\(fixture.database.name) login;
            alter table audit_log owner to keeper_\(fixture.database.name)
            """)
        let asOwner = "set role keeper_\(fixture.database.name);"
        for statement in ["delete from audit_log", "truncate audit_log", "update audit_log set action = 'x'"] {
            await #expect(throws: (any Error).self) { try await fixture.database.psql("\(asOwner) \(statement)") }
        }
        #expect(try await seqs() == "1 2")
    }
}
