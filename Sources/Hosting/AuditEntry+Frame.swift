public import Access
public import FoundationEssentials
public import Kernel
public import Messaging

extension AuditEntry {
    /// A row about a request that was refused before anything was done.
    ///
    /// - Parameters:
    ///   - frame: The request.
    ///   - caller: Who asked, as far as that is known.
    ///   - resource: What it was about.
    ///   - rule: What speaks against it.
    ///   - outcome: What was answered.
    ///   - date: When.
    ///   - facts: What is told beside the resource.
    public init(
        refusing frame: Frame, of caller: Caller?, resource: String? = nil, rule: String, outcome: ServiceError.Code,
        at date: Date, facts: [String: JSONValue] = [:]
    ) {
        var details = facts.merging(caller?.auditDetails ?? [:]) { $1 }
        if let mandate = frame.header.onBehalfOf, caller?.passedOnBy == nil {
            details["on_behalf_of"] = .string(mandate.text)
        }
        self.init(
            phase: .outcome, at: date, principal: (caller?.principal ?? .anonymous).text, door: frame.door,
            claimedSource: frame.header.source, action: frame.suffix, resource: resource, decision: "deny", rule: rule,
            outcome: outcome.rawValue, correlationID: frame.header.replyCorrelationID ?? Identifier.unique(),
            details: details)
    }
}
