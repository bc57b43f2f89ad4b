import Access
import FoundationEssentials
import Kernel
import Messaging

extension CoordinatorHost {
    /// Records that an act is about to begin; it has begun when this returns.
    ///
    /// An urgent one does not wait for the database: stopping a mount matters more than its row.
    ///
    /// - Parameters:
    ///   - work: The command.
    ///   - principal: Who asks.
    ///   - rule: What allowed it.
    /// - Throws: `unavailable` when the intent cannot be written, and what speaks against the act by then.
    func begin(_ work: Work<Owner>, as principal: Principal, by rule: String) async throws {
        let act = BegunAct(principal: principal.text, rule: rule)
        let entry = entry(work, act, phase: .intent, outcome: nil)
        if work.isUrgent {
            environment.audit.note(entry)
        } else {
            try await environment.audit.intend(entry)
        }
        begun[work.id] = act
        do {
            try goesOn(work)
        } catch {
            if let rule = error.refusingRule {
                begun[work.id] = BegunAct(principal: act.principal, rule: rule, decision: "deny")
            }
            throw error
        }
    }

    /// Records how an admitted command ended: an act, or a request that the domain or the handler refused.
    ///
    /// An act that was allowed stays so with whatever code a device or a server refused it, but not when the handler itself
    /// found that the caller may not.
    func conclude(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        var said = "success"
        var failure: ServiceError?
        if case .failure(let error) = outcome { (said, failure) = (error.code.rawValue, error) }
        guard var act = begun.removeValue(forKey: work.id) else {
            let rule = failure?.refusingRule
            guard work.changes || rule != nil else { return }
            let asked = BegunAct(principal: work.caller.principal.text, rule: rule ?? work.rule, decision: "deny")
            return environment.audit.refuse(entry(work, asked, phase: .outcome, outcome: said))
        }
        if let rule = failure?.denial { act = BegunAct(principal: act.principal, rule: rule, decision: "deny") }
        environment.audit.conclude(entry(work, act, phase: .outcome, outcome: said))
    }

    /// Records that a frame was refused before it was admitted: every change, and whatever nobody has a right to.
    func noteRefusal(_ frame: Frame, _ route: Route<Owner>, _ error: ServiceError) {
        let rule = error.refusingRule
        guard route.traits.contains(.changes) || rule != nil else { return }
        // Whoever cannot be identified is recorded as nobody, and an unknown mandate as the node's that shows it.
        let caller =
            (try? admission.known(frame))
            ?? (try? environment.gatekeeper.caller(showing: frame.header.credentials, at: frame.door))
        // What is refused for its shape has no resource.
        let body = try? route.decode(frame)
        environment.audit.refuse(
            AuditEntry(
                refusing: frame, of: caller, resource: body.flatMap { route.resource?(owner, $0) },
                rule: rule ?? route.description.access, outcome: error.code, at: environment.time.date(),
                facts: body.map(route.facts) ?? [:]))
    }

    private func entry(
        _ work: Work<Owner>, _ act: BegunAct, phase: AuditEntry.Phase, outcome: String?
    ) -> AuditEntry {
        AuditEntry(
            phase: phase, at: environment.time.date(), principal: act.principal, door: work.frame.door,
            claimedSource: work.frame.header.source, action: work.route.suffix,
            resource: work.route.resource?(owner, work.body), decision: act.decision, rule: act.rule, outcome: outcome,
            correlationID: work.frame.header.replyCorrelationID ?? "\(name)-\(work.id)",
            details: work.route.facts(work.body).merging(work.caller.auditDetails) { $1 })
    }
}

/// Who began an act, and what allowed it, or forbade it at last.
struct BegunAct: Sendable {
    let principal: String
    let rule: String
    var decision = "allow"
}

extension ServiceError {
    /// Why somebody may not, where nothing but the caller's rights was looked at yet; nil when that was not it.
    fileprivate var refusingRule: String? {
        denial ?? (code == .forbidden || code == .unauthenticated ? message : nil)
    }
}
