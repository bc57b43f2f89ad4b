public import FoundationEssentials
public import Kernel

/// One line of the audit trail.
public struct AuditEntry: Sendable {
    /// Before or after the change.
    public enum Phase: String, Sendable, Codable {
        case intent
        case outcome
    }

    /// Before or after.
    public var phase: Phase
    /// When.
    public var at: Date
    /// Who asked, as `Principal.text`.
    public var principal: String
    /// Through which door.
    public var door: Door
    /// The `source` that the message claims; never believed.
    public var claimedSource: String?
    /// The route, such as `telescope/control/slew`.
    public var action: String
    /// What it was done to, such as a telescope's id.
    public var resource: String?
    /// `allow` or `deny`.
    public var decision: String
    /// The permission or rule that decided.
    public var rule: String?
    /// `success` or the failure's code; nil for an intent.
    public var outcome: String?
    /// Ties intent and outcome together, and both to the request.
    public var correlationID: String
    /// More, never a secret.
    public var details: [String: JSONValue]

    /// Describes one line.
    public init(
        phase: Phase, at: Date, principal: String, door: Door, claimedSource: String?, action: String,
        resource: String?, decision: String, rule: String?, outcome: String?, correlationID: String,
        details: [String: JSONValue] = [:]
    ) {
        self.phase = phase
        self.at = at
        self.principal = principal
        self.door = door
        self.claimedSource = claimedSource
        self.action = action
        self.resource = resource
        self.decision = decision
        self.rule = rule
        self.outcome = outcome
        self.correlationID = correlationID
        self.details = details
    }
}
