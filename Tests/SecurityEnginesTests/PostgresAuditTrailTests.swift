import Access
import FoundationEssentials
import Health
import Kernel
import Logging
import Postgres
import Support
import Testing

@testable import SecurityEngines

@Suite struct PostgresAuditTrailTests {
    /// Runs a body beside a trail's writer, and stops the writer afterwards.
    func withTrail(
        _ pool: PostgresPool, node: String = "n", spool: String? = nil,
        _ body: (PostgresAuditTrail) async throws -> Void
    ) async throws {
        let trail = try PostgresAuditTrail(pool: pool, node: node, spool: spool, logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled below, which is no failure.
                try? await trail.run()
            }
            try await body(trail)
            group.cancelAll()
        }
    }

    func entry(_ action: String, details: [String: JSONValue] = [:]) -> AuditEntry {
        AuditChainTests.entry(action, details: details)
    }

    @Test func anIntentIsCommittedWhenItReturns() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { trail in
            try await trail.intend(entry("security/user/create", details: ["a": [1, 2.5, nil, "ü"]]))
            let row = try await fixture.database.psql(
                "select node, seq, action, principal, door, details, at at time zone 'utc' from audit_log")
            #expect(
                row == #"n|1|security/user/create|user:x|mqtt|{"a": [1, 2.5, null, "ü"]}|2026-01-16 21:04:05.123"#)
        }
    }

    @Test func theChainCanBeCheckedFromTheTable() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { trail in
            for number in 0..<500 { trail.conclude(entry("action/\(number)", details: ["n": .integer(Int64(number))])) }
            try await trail.drain()
        }
        try await withTrail(fixture.pool) { try await $0.intend(entry("after a restart")) }
        try await withTrail(fixture.pool, node: "other") { try await $0.intend(entry("elsewhere")) }
        let report = try await AuditVerifier(pool: fixture.pool).verify()
        #expect(report.chains.map(\.rows) == [501, 1])
        #expect(report.isIntact)
    }

    @Test func nobodyChangesARow() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { try await $0.intend(entry("a/b")) }
        for statement in ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"] {
            await #expect(throws: (any Error).self) { try await fixture.database.psql(statement) }
        }
    }

    @Test func manyIntentsAtOnceAreAllCommittedInOneChain() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { trail in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1000 {
                    group.addTask { try await trail.intend(self.entry("action/\(number)")) }
                }
                try await group.waitForAll()
            }
        }
        let figures = "select count(*) || ' ' || max(seq) || ' ' || count(distinct action) from audit_log"
        #expect(try await fixture.database.psql(figures) == "1000 1000 1000")
    }

    @Test func twoWritersOfOneNodeDoNotBreakTheChain() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { first in
            try await withTrail(fixture.pool) { second in
                for number in 0..<20 {
                    first.conclude(entry("first/\(number)"))
                    second.conclude(entry("second/\(number)"))
                    try await first.drain()
                }
                try await second.drain()
            }
        }
        let broken = """
            select count(*), count(*) filter (where previous_hash <> before) from
            (select previous_hash, lag(hash, 1, decode(repeat('00', 32), 'hex')) over (order by seq) as before
            from audit_log) x
            """
        #expect(try await fixture.database.psql(broken) == "40|0")
    }

    @Test func aRowThatIsRefusedForEverDoesNotHoldUpTheOthers() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { trail in
            var bad = entry("bad")
            bad.decision = "perhaps"
            trail.conclude(entry("before"))
            trail.conclude(bad)
            trail.conclude(entry("after"))
            await #expect(throws: ServiceError.self) { try await trail.intend(bad) }
            try await trail.drain()
            #expect(try await fixture.database.psql("select action from audit_log order by seq") == "before\nafter")
        }
    }

    @Test func whileTheDatabaseIsAwayIntentsFailAndOutcomesWait() async throws {
        let (database, pool) = try await SecurityFixture.onServerOfItsOwn()
        let server = database.server
        defer { Task { await server.remove() } }
        try await withTrail(pool) { trail in
            try await trail.intend(entry("before"))
            try await server.stop()
            let error = await failure { try await trail.intend(entry("lost")) }
            #expect(error?.code == .unavailable)
            trail.note(entry("park"))
            trail.conclude(entry("parked"))
            #expect(await trail.check.check().status == .degraded)
            try await server.start()
            try await retrying(Backoff(cap: .seconds(1)), attempts: 30) { try await trail.drain() }
            #expect(await trail.check.check().status == .healthy)
        }
        #expect(try await database.psql("select action from audit_log order by seq") == "before\npark\nparked")
    }

    @Test func anIntentBehindAFullBufferFailsWhenTheDatabaseIsAway() async throws {
        let (database, pool) = try await SecurityFixture.onServerOfItsOwn()
        let server = database.server
        defer { Task { await server.remove() } }
        try await withTrail(pool) { trail in
            try await trail.intend(entry("before"))
            try await server.stop()
            for number in 0..<(PostgresAuditTrail.mostAtOnce + 44) { trail.note(entry("note/\(number)")) }
            let error = await failure {
                try await withDeadline(.seconds(30), "the refusal") { [self] in
                    try await trail.intend(entry("lost"))
                }
            }
            #expect(error?.code == .unavailable)
            try await server.start()
            try await retrying(Backoff(cap: .seconds(1)), attempts: 30) { try await trail.drain() }
        }
        let rows = "select count(*), count(*) filter (where action = 'lost') from audit_log"
        #expect(try await database.psql(rows) == "301|0")
    }

    @Test func aRecordThatAFileHoldsTwiceIsWrittenOnce() async throws {
        let fixture = try await SecurityFixture.make()
        let path = FileManager.default.temporaryDirectory.appending(path: "spool-\(Identifier.hex(12))").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // nothing depends on it
        let killed = try PostgresAuditTrail(
            pool: fixture.pool, node: "n", spool: path, logger: Logger(label: "test"))
        killed.note(entry("first"))
        killed.note(entry("second"))
        let left = try #require(FileManager.default.contents(atPath: path))
        try (left + left).write(to: URL(filePath: path))
        try await withTrail(fixture.pool, spool: path) { trail in
            try await withDeadline(.seconds(30), "the writing") { try await trail.drain() }
        }
        #expect(try await fixture.database.psql("select action from audit_log order by seq") == "first\nsecond")
        #expect(FileManager.default.contents(atPath: path) == Data())
    }

    @Test func whatAKilledProcessCouldNotWriteIsWrittenByTheNext() async throws {
        let fixture = try await SecurityFixture.make()
        let path = FileManager.default.temporaryDirectory.appending(path: "spool-\(Identifier.hex(12))").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // nothing depends on it
        let killed = try PostgresAuditTrail(
            pool: fixture.pool, node: "n", spool: path, logger: Logger(label: "test"))
        killed.conclude(entry("first"))
        killed.note(entry("second"))
        let left = try #require(FileManager.default.contents(atPath: path))
        for _ in 0..<2 {
            // The second time as if it had been killed between the commit and the emptying of the file.
            try left.write(to: URL(filePath: path))
            try await withTrail(fixture.pool, spool: path) { try await $0.drain() }
        }
        #expect(try await fixture.database.psql("select action from audit_log order by seq") == "first\nsecond")
        #expect(FileManager.default.contents(atPath: path) == Data())
    }

    @Test func theBufferIsBoundedAndCountsWhatItLoses() async throws {
        let fixture = try await SecurityFixture.make()
        let trail = try PostgresAuditTrail(pool: fixture.pool, node: "n", logger: Logger(label: "test"))
        for _ in 0..<(PostgresAuditTrail.mostBuffered + 5) { trail.conclude(entry("a/b")) }
        let found = await trail.check.check()
        #expect(found.status == .degraded)
        #expect(found.details["dropped"] == 5)
    }

    @Test func aFloodOfRefusalsIsOneRowASecondBesideTen() async throws {
        let fixture = try await SecurityFixture.make()
        let time = ManualTime()
        let trail = try PostgresAuditTrail(
            pool: fixture.pool, node: "n", time: time.source, logger: Logger(label: "test"))
        let run = Task { try await trail.run() }
        for _ in 0..<1000 { trail.refuse(entry("security/auth/login")) }
        await time.nextSleeps(of: RefusalTally.window)
        time.advance(by: RefusalTally.window)
        let counted = "select details->>'count' from audit_log where rule = 'counted'"
        _ = try await retrying(Backoff(cap: .milliseconds(50)), attempts: 200) {
            guard try await fixture.database.psql(counted) == "990" else { throw ServiceError(.notFound, "not yet") }
        }
        #expect(try await fixture.database.psql("select count(*) from audit_log") == "11")
        run.cancel()
        #expect(try await AuditVerifier(pool: fixture.pool).verify().isIntact)
    }

    @Test func refusalsWhileTheDatabaseIsAwayLeaveRoomForWhatIsDone() async throws {
        let fixture = try await SecurityFixture.make()
        let time = ManualTime()
        let trail = try PostgresAuditTrail(
            pool: fixture.pool, node: "n", time: time.source, logger: Logger(label: "test"))
        for _ in 0..<PostgresAuditTrail.mostBuffered {
            trail.refuse(entry("a/b"))
            time.advance(by: .milliseconds(100))
        }
        trail.note(entry("telescope/control/park"))
        let found = await trail.check.check()
        #expect(found.details["waiting"] == .integer(Int64(PostgresAuditTrail.mostBuffered / 2 + 1)))
        #expect(found.details["dropped"] == 0)
    }

    @Test func intentsThatComeTogetherShareACommit() async throws {
        let fixture = try await SecurityFixture.make()
        // The transaction that wrote a row is its xmin (PostgreSQL manual, system columns).
        let commits = "select count(distinct xmin::text) from audit_log"
        try await withTrail(fixture.pool) { trail in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 { group.addTask { try await trail.intend(self.entry("action/\(number)")) } }
                try await group.waitForAll()
            }
        }
        let count = try #require(Int(try await fixture.database.psql(commits)))
        print("200 intents in", count, "commits")
        #expect(count < 100)
    }

    @Test func anIntentHoldsUpItsActForAMoment() async throws {
        let fixture = try await SecurityFixture.make()
        try await withTrail(fixture.pool) { trail in
            var times: [Duration] = []
            for number in 0..<300 {
                let begun = ContinuousClock.now
                try await trail.intend(entry("action/\(number)"))
                times.append(ContinuousClock.now - begun)
            }
            times.sort()
            print("an intent takes", times[150], "and 99 of 100 at most", times[297])
            // Ten times the promise of 5 ms.
            #expect(times[297] < .milliseconds(50))
        }
    }
}
