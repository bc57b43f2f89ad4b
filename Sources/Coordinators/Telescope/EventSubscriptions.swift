import Access
import Contracts
import FoundationEssentials
import Messaging

/// Who is told what happens to which telescope, at a topic of their own.
struct EventSubscriptions: Sendable {
    /// The most that one caller has at once: each costs a message for each event.
    static let mostPerCaller = 64
    /// The most of all callers.
    static let most = 4096

    /// One client that is told about one telescope.
    struct Entry: Sendable {
        /// Where the client hears it.
        let client: EventAddress
        /// Who asked for it.
        let caller: Caller
        /// What was shown; empty when the caller was known otherwise.
        let credentials: Credentials
        /// What about.
        var kinds: Set<TelescopeEventKind>
    }

    private var entries: [UUID: [Entry]] = [:]

    /// Whether nobody is told about a telescope.
    func isEmpty(_ telescope: UUID) -> Bool { entries[telescope]?.isEmpty ?? true }

    /// Those who are told about a kind of event.
    func entries(_ kind: TelescopeEventKind, of telescope: UUID) -> [Entry] {
        (entries[telescope] ?? []).filter { $0.kinds.contains(kind) }
    }

    /// Adds kinds for a client; the credentials shown last count.
    ///
    /// - Returns: False when the caller, or all together, have too many.
    mutating func add(_ entry: Entry, to telescope: UUID) -> Bool {
        var added = entry
        if let old = entries[telescope]?.first(where: { $0.isAlike(entry) }) {
            added.kinds.formUnion(old.kinds)
        } else {
            let all = entries.values.joined()
            guard all.count < Self.most,
                all.count(where: { $0.caller.principal == entry.caller.principal }) < Self.mostPerCaller
            else { return false }
        }
        entries[telescope, default: []].removeAll { $0.isAlike(entry) }
        entries[telescope, default: []].append(added)
        return true
    }

    /// Takes kinds away from a client.
    ///
    /// - Returns: The kinds that are left.
    mutating func remove(
        _ kinds: Set<TelescopeEventKind>, client: EventAddress, _ caller: Caller, from telescope: UUID
    ) -> Set<TelescopeEventKind> {
        guard
            let index = entries[telescope]?.firstIndex(where: {
                $0.client == client && $0.caller.principal == caller.principal
            })
        else { return [] }
        entries[telescope]?[index].kinds.subtract(kinds)
        let left = entries[telescope]?[index].kinds ?? []
        if left.isEmpty { entries[telescope]?.remove(at: index) }
        return left
    }

    /// Ends the subscriptions to a telescope that are no longer good.
    mutating func keep(of telescope: UUID, _ isGood: (Entry) -> Bool) {
        guard let kept = entries[telescope]?.filter(isGood) else { return }
        entries[telescope] = kept.isEmpty ? nil : kept
    }

    /// The telescopes about which somebody is told.
    var telescopes: [UUID] { Array(entries.keys) }
}

extension EventSubscriptions.Entry {
    fileprivate func isAlike(_ other: Self) -> Bool {
        client == other.client && caller.principal == other.caller.principal
    }
}
