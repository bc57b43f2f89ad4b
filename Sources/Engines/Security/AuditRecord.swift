import Access
import FoundationEssentials
import Kernel

/// An audit entry as it is stored and spooled: with an id, so that it is never written twice, and with nothing in it that the
/// database refuses.
struct AuditRecord: Codable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case id, phase, at, principal, door, action, resource, decision, rule, outcome, details
        case claimedSource = "claimed_source"
        case correlationID = "correlation_id"
    }

    private static let longestText = 512

    /// A UUID in lower case, as the database writes it too.
    let id: String
    let phase: AuditEntry.Phase
    let at: Date
    let principal: String
    let door: Door
    let claimedSource: String?
    let action: String
    let resource: String?
    let decision: String
    let rule: String?
    let outcome: String?
    let correlationID: String
    let details: JSONValue

    /// Takes an entry over.
    init(_ entry: AuditEntry) {
        id = Identifier.unique()
        phase = entry.phase
        at = entry.at
        principal = Self.storable(entry.principal)
        door = entry.door
        claimedSource = entry.claimedSource.map(Self.storable)
        action = Self.storable(entry.action)
        resource = entry.resource.map(Self.storable)
        decision = Self.storable(entry.decision)
        rule = entry.rule.map(Self.storable)
        outcome = entry.outcome.map(Self.storable)
        correlationID = Self.storable(entry.correlationID)
        details = Self.storable(.object(entry.details))
    }

    /// A text without the zero byte, which PostgreSQL cannot store, and of bounded length.
    private static func storable(_ text: String) -> String {
        let bounded = text.utf8.count > longestText ? String(text.unicodeScalars.prefix(longestText)) : text
        guard bounded.utf8.contains(0) else { return bounded }
        return String(String.UnicodeScalarView(bounded.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    private static func storable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(storable(text))
        case .array(let elements): .array(elements.map(storable))
        case .object(let members):
            .object(Dictionary(members.map { (storable($0), storable($1)) }, uniquingKeysWith: { first, _ in first }))
        case .number(let number): number.isFinite ? value : .null
        default: value
        }
    }
}
