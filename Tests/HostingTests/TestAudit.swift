import Access
import Synchronization

/// Keeps the audit trail in memory; intents about what is held wait until it is let go.
final class TestAudit: AuditTrail {
    private struct State {
        var entries: [(kind: String, entry: AuditEntry)] = []
        var held: [String: CheckedContinuation<Void, Never>?] = [:]
    }

    private let state = Mutex(State())
    /// The resources of the intents that began to wait.
    let waiting: AsyncStream<String>
    private let wait: AsyncStream<String>.Continuation
    /// The outcomes that were recorded.
    let concluded: AsyncStream<String>
    private let end: AsyncStream<String>.Continuation

    init() {
        (waiting, wait) = AsyncStream.makeStream()
        (concluded, end) = AsyncStream.makeStream()
    }

    func intend(_ entry: AuditEntry) async {
        add("intent", entry)
        guard let resource = entry.resource else { return }
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard state.held.keys.contains(resource) else { return true }
                state.held[resource] = .some(continuation)
                return false
            }
            if goesOn { continuation.resume() } else { wait.yield(resource) }
        }
    }

    func conclude(_ entry: AuditEntry) {
        add("outcome", entry)
        end.yield(entry.outcome ?? "-")
    }

    func refuse(_ entry: AuditEntry) { add("refusal", entry) }
    func note(_ entry: AuditEntry) { add("note", entry) }

    /// Lets intents about a resource wait.
    func hold(_ resource: String) { state.withLock { $0.held[resource] = .some(nil) } }

    /// Lets them go on.
    func letGo(_ resource: String) { state.withLock { $0.held.removeValue(forKey: resource) ?? nil }?.resume() }

    /// What is kept.
    var all: [AuditEntry] { state.withLock { $0.entries.map(\.entry) } }

    /// Who is named in each line.
    var principals: [String] { all.map(\.principal) }

    /// `kind decision outcome` of each line.
    var lines: [String] { texts { "\($0) \($1.decision) \($1.outcome ?? "-")" } }

    /// `kind principal resource rule` of each line.
    var circumstances: [String] {
        texts { "\($0) \($1.principal) \($1.resource ?? "-") \($1.rule ?? "-")" }
    }

    private func texts(_ text: (String, AuditEntry) -> String) -> [String] {
        state.withLock { $0.entries.map { text($0.kind, $0.entry) } }
    }

    private func add(_ kind: String, _ entry: AuditEntry) { state.withLock { $0.entries.append((kind, entry)) } }
}
