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
    public init(
        refusing frame: Frame, of caller: Caller?, resource: String? = nil, rule: String, outcome: ServiceError.Code,
        at date: Date
    ) {
        var details = caller?.auditDetails ?? [:]
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
