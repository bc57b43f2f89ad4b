import Access
import FoundationEssentials
import Kernel
import Logging
import SecurityEngines
import Settings

extension SecurityCoordinator {
    static let auditRetention = SettingKey(
        "audit_retention", default: Duration.seconds(400 * 86_400),
        valid: .seconds(30 * 86_400) ... .seconds(36_500 * 86_400),
        description: "after how long audit rows go behind a signed checkpoint")

    /// How often old audit rows are looked for.
    static let archiveInterval: Duration = .seconds(86_400)
    /// How long after the start for the first time: a clock that was wrong at boot has been set by then.
    static let archiveDelay: Duration = .seconds(7200)

    /// Puts audit rows older than the setting behind checkpoints, every day, unless the clock was set in between: what is
    /// gone does not come back.
    func archiveAudit() async throws {
        var pause = Self.archiveDelay
        while true {
            try await time.sleep(pause)
            pause = Self.archiveInterval
            guard await archiver.clocksAgree() else {
                logger.warning("the clock was set: old audit rows stay for another day")
                continue
            }
            do {
                let end = time.date().addingTimeInterval(-retention.seconds)
                for outcome in try await archiver.archive(before: end) { tell(outcome) }
            } catch {
                logger.warning("old audit rows stay for another day", metadata: ["error": "\(error)"])
            }
        }
    }

    private func tell(_ outcome: AuditArchiver.Outcome) {
        if let fault = outcome.fault {
            logger.error(
                "old audit rows are not whole and stay", metadata: ["node": "\(outcome.node)", "fault": "\(fault)"])
        }
        guard outcome.rows > 0 else { return }
        audit.conclude(
            AuditEntry(
                phase: .outcome, at: time.date(), principal: Principal.node(audit.node).text, door: .process,
                claimedSource: nil, action: "security/audit/archive", resource: outcome.node, decision: "allow",
                rule: "audit_retention", outcome: "success", correlationID: Identifier.unique(),
                details: ["rows": .integer(Int64(outcome.rows))]))
    }
}
