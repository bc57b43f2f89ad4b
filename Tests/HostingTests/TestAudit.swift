import Access
import Synchronization

/// Keeps the audit trail in memory.
final class TestAudit: AuditTrail {
    private let entries = Mutex<[AuditEntry]>([])

    func intend(_ entry: AuditEntry) async { entries.withLock { $0.append(entry) } }
    func conclude(_ entry: AuditEntry) { entries.withLock { $0.append(entry) } }
    func note(_ entry: AuditEntry) { entries.withLock { $0.append(entry) } }

    /// The rule of each line.
    var rules: [String] { entries.withLock { $0.compactMap(\.rule) } }

    /// Who is named in each line.
    var principals: [String] { entries.withLock { $0.map(\.principal) } }

    /// `phase decision outcome` of each line.
    var lines: [String] {
        entries.withLock { $0.map { "\($0.phase.rawValue) \($0.decision) \($0.outcome ?? "-")" } }
    }
}
