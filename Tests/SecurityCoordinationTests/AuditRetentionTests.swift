import Access
import FoundationEssentials
import Kernel
import SecurityEngines
import Settings
import Support
import Synchronization
import Testing

@testable import SecurityCoordination

/// Old audit rows while the coordinator runs.
@Suite struct AuditRetentionTests {
    @Test func rowsThatHaveBecomeOldGoBehindACheckpointAndThatIsRecorded() async throws {
        let clock = ManualTime()
        try await withCoordinator(clock.source, rowsAt: clock.source.date()) { node in
            await clock.nextSleeps(of: SecurityCoordinator.archiveDelay)
            clock.advance(by: .seconds(401 * 86_400))
            await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
            try await node.audit.drain()
            #expect(try await seqs(node) == "3 4")
            let last = try await node.database.psql("select principal, action, details from audit_log where seq = 4")
            #expect(last == #"node:test|security/audit/archive|{"rows": 2}"#)
        }
    }

    @Test func nothingGoesBeforeTheClockHadTimeToBeSet() async throws {
        let clock = ManualTime()
        try await withCoordinator(clock.source, rowsAt: clock.source.date() - 500 * 86_400) { node in
            await clock.nextSleeps(of: SecurityCoordinator.archiveDelay)
            let left = try await seqs(node)
            #expect(left == "1 2 3")
            clock.advance(by: SecurityCoordinator.archiveDelay)
            await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
            let later = try await seqs(node)
            #expect(later.hasPrefix("3"))
        }
    }

    @Test func nothingGoesOnTheDayOnWhichTheClockIsSet() async throws {
        let clock = ManualTime()
        let ahead = Mutex(500.0 * 86_400)
        let source = clock.source
        let time = TimeSource(
            now: source.now, sleep: source.sleep, date: { source.date().addingTimeInterval(ahead.withLock { $0 }) })
        try await withCoordinator(time, rowsAt: source.date()) { node in
            await clock.nextSleeps(of: SecurityCoordinator.archiveDelay)
            ahead.withLock { $0 = 0 }
            clock.advance(by: SecurityCoordinator.archiveDelay)
            await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
            ahead.withLock { $0 = 500.0 * 86_400 }
            clock.advance(by: SecurityCoordinator.archiveInterval)
            await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
            let left = try await seqs(node)
            #expect(left == "1 2 3")
        }
    }

    @Test func nobodyShortensTheRetentionToLessThanAMonth() throws {
        let key = AnySettingKey(SecurityCoordinator.auditRetention)
        #expect(throws: ServiceError.self) { try key.validate("29d") }
        _ = try key.validate("30d")
    }

    /// Runs a test beside a coordinator with three audit rows.
    private func withCoordinator(
        _ time: TimeSource, rowsAt date: Date, _ body: (SecurityCoordinatorTests.Node) async throws -> Void
    ) async throws {
        let node = try await SecurityCoordinatorTests.Node.make(time: time)
        let writing = Task { try await node.audit.run() }
        for number in 0..<3 { try await node.audit.intend(act("day/\(number)", at: date)) }
        try await node.coordinator.start()
        let running = Task { try await node.coordinator.run() }
        defer {
            writing.cancel()
            running.cancel()
        }
        try await body(node)
    }

    private func seqs(_ node: SecurityCoordinatorTests.Node) async throws -> String {
        try await node.database.psql("select string_agg(seq::text, ' ' order by seq) from audit_log")
    }

    private func act(_ action: String, at date: Date) -> AuditEntry {
        AuditEntry(
            phase: .intent, at: date, principal: "user:x", door: .mqtt, claimedSource: nil,
            action: action, resource: nil, decision: "allow", rule: nil, outcome: nil, correlationID: "c")
    }
}
