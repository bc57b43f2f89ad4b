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
    /// - Throws: `unavailable` when the intent cannot be written.
    func begin(_ work: Work<Owner>, as principal: Principal, by rule: String) async throws {
        let act = BegunAct(principal: principal.text, rule: rule)
        let entry = entry(work, act, phase: .intent, decision: "allow", outcome: nil)
        if work.isUrgent {
            environment.audit.note(entry)
        } else {
            try await environment.audit.intend(entry)
        }
        begun[work.id] = act
    }

    /// Records how an admitted command ended: an act, or a request that the domain or the handler refused.
    func conclude(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        var said = "success"
        var isDenial = false
        if case .failure(let error) = outcome {
            said = error.code.rawValue
            isDenial = error.code.isDenial
        }
        guard let act = begun.removeValue(forKey: work.id) else {
            guard work.changes || isDenial else { return }
            let asked = BegunAct(principal: work.caller.principal.text, rule: work.rule)
            return environment.audit.refuse(entry(work, asked, phase: .outcome, decision: "deny", outcome: said))
        }
        environment.audit.conclude(
            entry(work, act, phase: .outcome, decision: isDenial ? "deny" : "allow", outcome: said))
    }

    /// Records that a frame was refused before it was admitted: every change, and whatever nobody has a right to.
    func noteRefusal(_ frame: Frame, _ route: Route<Owner>, _ error: ServiceError) {
        guard route.traits.contains(.changes) || error.code.isDenial else { return }
        // Whoever cannot be identified is recorded as nobody.
        let caller = try? environment.gatekeeper.caller(showing: frame.header.credentials, at: frame.door)
        // What is refused for its shape has no resource.
        let resource = (try? route.decode(frame)).flatMap { route.resource?(owner, $0) }
        environment.audit.refuse(
            AuditEntry(
                phase: .outcome, at: environment.time.date(), principal: caller?.principal.text ?? "anonymous",
                door: frame.door, claimedSource: frame.header.source, action: route.suffix, resource: resource,
                decision: "deny", rule: error.code.isDenial ? error.message : route.description.access,
                outcome: error.code.rawValue,
                correlationID: frame.header.replyCorrelationID ?? Identifier.unique(),
                details: caller?.apiKey.map { ["api_key": $0.auditName] } ?? [:]))
    }

    private func entry(
        _ work: Work<Owner>, _ act: BegunAct, phase: AuditEntry.Phase, decision: String, outcome: String?
    ) -> AuditEntry {
        var details: [String: JSONValue] = [:]
        if let node = work.caller.passedOnBy { details["passed_on_by"] = .string(node) }
        if let key = work.caller.apiKey { details["api_key"] = key.auditName }
        if let role = work.caller.standInRole { details["anonymous_role"] = .string(role) }
        return AuditEntry(
            phase: phase, at: environment.time.date(), principal: act.principal, door: work.frame.door,
            claimedSource: work.frame.header.source, action: work.route.suffix,
            resource: work.route.resource?(owner, work.body), decision: decision, rule: act.rule, outcome: outcome,
            correlationID: work.frame.header.replyCorrelationID ?? "\(name)-\(work.id)", details: details)
    }
}

/// Who began an act, and what allowed it.
struct BegunAct: Sendable {
    let principal: String
    let rule: String
}

extension ServiceError.Code {
    /// Whether it is said to whoever has no right.
    fileprivate var isDenial: Bool { self == .forbidden || self == .unauthenticated }
}
