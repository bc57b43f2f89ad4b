public import FoundationEssentials
public import Kernel

/// `security/audit/list`: lines of the audit trail, the newest first.
public struct AuditListRequest: Codable, Sendable {
    /// Only lines of this time and later.
    public var since: Date?
    /// Only lines before this time.
    public var until: Date?
    /// Only what this account did.
    public var userID: UUID?
    /// Only this route, such as `telescope/control/slew`.
    public var action: Label?
    /// The most lines in the answer.
    public var limit: PageLimit?
    /// Where an earlier answer ended.
    public var cursor: PageCursor?

    private enum CodingKeys: String, CodingKey {
        case since, until, action, limit, cursor
        case userID = "user_id"
    }

    /// Asks for lines.
    public init(
        since: Date? = nil, until: Date? = nil, userID: UUID? = nil, action: Label? = nil, limit: PageLimit? = nil,
        cursor: PageCursor? = nil
    ) {
        self.since = since
        self.until = until
        self.userID = userID
        self.action = action
        self.limit = limit
        self.cursor = cursor
    }
}

/// One line of the audit trail as the wire shows it.
public struct AuditLine: Codable, Sendable, Equatable {
    /// The node that wrote it.
    public var node: String
    /// Its number in that node's chain.
    public var seq: Int64
    /// `intent` before the act, `outcome` after it.
    public var phase: String
    /// When.
    public var at: Date
    /// Who: `user:<uuid>`, `node:<name>` or `anonymous`.
    public var principal: String
    /// Through which door.
    public var door: String
    /// The `source` that the message claimed; never believed.
    public var claimedSource: String?
    /// The route.
    public var action: String
    /// What it was done to.
    public var resource: String?
    /// `allow` or `deny`.
    public var decision: String
    /// The permission or rule that decided.
    public var rule: String?
    /// `success` or the failure's code.
    public var outcome: String?
    /// Ties intent, outcome and request together.
    public var correlationID: String
    /// More about it.
    public var details: JSONValue

    private enum CodingKeys: String, CodingKey {
        case node, seq, phase, at, principal, door, action, resource, decision, rule, outcome, details
        case claimedSource = "claimed_source"
        case correlationID = "correlation_id"
    }

    /// Describes a line.
    public init(
        node: String, seq: Int64, phase: String, at: Date, principal: String, door: String, claimedSource: String?,
        action: String, resource: String?, decision: String, rule: String?, outcome: String?, correlationID: String,
        details: JSONValue
    ) {
        self.node = node
        self.seq = seq
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

/// Lines of the audit trail, the newest first.
public struct AuditListReply: Codable, Sendable {
    /// The lines.
    public var entries: [AuditLine]
    /// Where to go on, when there is more.
    public var nextCursor: PageCursor?

    private enum CodingKeys: String, CodingKey {
        case entries
        case nextCursor = "next_cursor"
    }

    /// Shows lines.
    public init(entries: [AuditLine], nextCursor: PageCursor? = nil) {
        self.entries = entries
        self.nextCursor = nextCursor
    }
}
