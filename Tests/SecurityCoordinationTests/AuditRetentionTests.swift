import Access
import FoundationEssentials
import Kernel
import SecurityEngines
import Support
import Testing

@testable import SecurityCoordination

/// Old audit rows while the coordinator runs.
@Suite struct AuditRetentionTests {
    @Test func rowsThatHaveBecomeOldGoBehindACheckpointAndThatIsRecorded() async throws {
        let clock = ManualTime()
        let node = try await SecurityCoordinatorTests.Node.make(time: clock.source)
        let writing = Task { try await node.audit.run() }
        for number in 0..<3 { try await node.audit.intend(act("day/\(number)", at: clock)) }
        try await node.coordinator.start()
        let running = Task { try await node.coordinator.run() }
        defer {
            writing.cancel()
            running.cancel()
        }
        await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
        #expect(try await seqs(node) == "1 2 3")
        clock.advance(by: .seconds(401 * 86_400))
        await clock.nextSleeps(of: SecurityCoordinator.archiveInterval)
        try await node.audit.drain()
        #expect(try await seqs(node) == "3 4")
        let last = try await node.database.psql("select principal, action, details from audit_log where seq = 4")
        #expect(last == #"node:test|security/audit/archive|{"rows": 2}"#)
    }

    private func seqs(_ node: SecurityCoordinatorTests.Node) async throws -> String {
        try await node.database.psql("select string_agg(seq::text, ' ' order by seq) from audit_log")
    }

    private func act(_ action: String, at clock: ManualTime) -> AuditEntry {
        AuditEntry(
            phase: .intent, at: clock.source.date(), principal: "user:x", door: .mqtt, claimedSource: nil,
            action: action, resource: nil, decision: "allow", rule: nil, outcome: nil, correlationID: "c")
    }
}
