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
            if error.code.isDenial {
                begun[work.id] = BegunAct(principal: act.principal, rule: error.message, decision: "deny")
            }
            throw error
        }
    }

    /// Records how an admitted command ended: an act, or a request that the domain or the handler refused.
    ///
    /// An act that was allowed stays so, whatever the code with which it failed: a device or a server may have said it.
    func conclude(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        var said = "success"
        var denial: String?
        if case .failure(let error) = outcome {
            said = error.code.rawValue
            denial = error.code.isDenial ? error.message : nil
        }
        guard let act = begun.removeValue(forKey: work.id) else {
            guard work.changes || denial != nil else { return }
            let asked = BegunAct(
                principal: work.caller.principal.text, rule: denial ?? work.rule, decision: "deny")
            return environment.audit.refuse(entry(work, asked, phase: .outcome, outcome: said))
        }
        environment.audit.conclude(entry(work, act, phase: .outcome, outcome: said))
    }

    /// Records that a frame was refused before it was admitted: every change, and whatever nobody has a right to.
    func noteRefusal(_ frame: Frame, _ route: Route<Owner>, _ error: ServiceError) {
        guard route.traits.contains(.changes) || error.code.isDenial else { return }
        // Whoever cannot be identified is recorded as nobody, and an unknown mandate as the node's that shows it.
        let caller =
            (try? admission.known(frame))
            ?? (try? environment.gatekeeper.caller(showing: frame.header.credentials, at: frame.door))
        // What is refused for its shape has no resource.
        let resource = (try? route.decode(frame)).flatMap { route.resource?(owner, $0) }
        environment.audit.refuse(
            AuditEntry(
                refusing: frame, of: caller, resource: resource,
                rule: error.code.isDenial ? error.message : route.description.access, outcome: error.code,
                at: environment.time.date()))
    }

    private func entry(
        _ work: Work<Owner>, _ act: BegunAct, phase: AuditEntry.Phase, outcome: String?
    ) -> AuditEntry {
        AuditEntry(
            phase: phase, at: environment.time.date(), principal: act.principal, door: work.frame.door,
            claimedSource: work.frame.header.source, action: work.route.suffix,
            resource: work.route.resource?(owner, work.body), decision: act.decision, rule: act.rule, outcome: outcome,
            correlationID: work.frame.header.replyCorrelationID ?? "\(name)-\(work.id)",
            details: work.caller.auditDetails)
    }
}

/// Who began an act, and what allowed it, or forbade it at last.
struct BegunAct: Sendable {
    let principal: String
    let rule: String
    var decision = "allow"
}

extension ServiceError.Code {
    /// Whether it is said to whoever has no right.
    fileprivate var isDenial: Bool { self == .forbidden || self == .unauthenticated }
}
