import Access
import FoundationEssentials
import Kernel

/// Which refusals are written one by one: so many a second; the others of that second become one row with a count.
///
/// Whoever tries passwords all night fills neither the table nor the disk, and cannot hide what else happens.
struct RefusalTally: Sendable {
    /// The most refusals of a second that have a row of their own.
    static let mostSingly = 10
    /// How long refusals are counted together.
    static let window: Duration = .seconds(1)
    /// The most different names of a kind that are counted apart; the rest is counted as `others`.
    static let mostNames = 16

    private struct Counted {
        let first: AuditEntry
        var last: Date
        var count: Int64 = 0
        var principals: [String: Int64] = [:]
        var actions: [String: Int64] = [:]
        var resources: [String: Int64] = [:]
        var outcomes: [String: Int64] = [:]
        var doors: [String: Int64] = [:]
    }

    private var began: Duration?
    private var written = 0
    private var counted: Counted?

    /// Decides about one refusal.
    ///
    /// - Parameters:
    ///   - entry: What is known of it.
    ///   - now: When it comes.
    /// - Returns: True when it is to be written; otherwise it was counted.
    mutating func take(_ entry: AuditEntry, at now: Duration) -> Bool {
        if began.map({ now - $0 >= Self.window }) ?? true {
            began = now
            written = 0
        }
        guard written < Self.mostSingly else {
            count(entry)
            return false
        }
        written += 1
        return true
    }

    /// Counts a refusal without looking at how many there were.
    mutating func count(_ entry: AuditEntry) {
        var counted = counted ?? Counted(first: entry, last: entry.at)
        counted.count += 1
        counted.last = max(counted.last, entry.at)
        Self.count(entry.principal, in: &counted.principals)
        Self.count(entry.action, in: &counted.actions)
        if let resource = entry.resource { Self.count(resource, in: &counted.resources) }
        Self.count(entry.outcome ?? "unknown", in: &counted.outcomes)
        Self.count(entry.door.rawValue, in: &counted.doors)
        self.counted = counted
    }

    /// The row about everything that was counted since the last one; nil when nothing was.
    mutating func row() -> AuditEntry? {
        guard let counted else { return nil }
        self.counted = nil
        let first = counted.first
        return AuditEntry(
            phase: .outcome, at: counted.last, principal: Self.only(counted.principals) ?? "several",
            door: first.door, claimedSource: nil, action: Self.only(counted.actions) ?? "several",
            resource: Self.only(counted.resources), decision: "deny", rule: "counted",
            outcome: Self.only(counted.outcomes) ?? "several", correlationID: Identifier.unique(),
            details: [
                "count": .integer(counted.count), "since": .string(Timestamp.text(first.at)),
                "principals": Self.json(counted.principals), "actions": Self.json(counted.actions),
                "resources": Self.json(counted.resources), "outcomes": Self.json(counted.outcomes),
                "doors": Self.json(counted.doors),
            ])
    }

    private static func count(_ name: String, in names: inout [String: Int64]) {
        let isKept = names[name] != nil || names.count < mostNames
        names[isKept ? name : "others", default: 0] += 1
    }

    private static func only(_ names: [String: Int64]) -> String? { names.count == 1 ? names.first?.key : nil }

    private static func json(_ names: [String: Int64]) -> JSONValue { .object(names.mapValues { .integer($0) }) }
}
