import Contracts
import FoundationEssentials
import Kernel

/// Who may do what with which telescope, in memory: urgent routes must work while the database is away.
struct TelescopeAccess: Sendable, Equatable {
    /// A telescope lent to somebody.
    struct Grant: Sendable, Equatable {
        let principal: TelescopePrincipal
        let action: TelescopeAction
        let expiresAt: Date?
    }

    /// What decides about one telescope.
    struct Entry: Sendable, Equatable {
        var name: String
        var owner: TelescopePrincipal
        var visibility: TelescopeVisibility
        var isEnabled: Bool
        var grants: [Grant] = []
    }

    /// The telescopes by their ids.
    var entries: [UUID: Entry] = [:]

    /// The most that a caller may do with a telescope, or nil when the caller may not even know of it.
    func most(_ rights: CallerRights, on id: UUID, at now: Date) -> TelescopeAction? {
        guard let entry = entries[id] else { return nil }
        if rights.isAdmin || rights.includes(entry.owner) { return rights.bounded(.write) }
        var actions = entry.grants.filter { grant in
            rights.includes(grant.principal) && grant.expiresAt.map { $0 > now } ?? true
        }.map(\.action)
        if entry.visibility == .public { actions += rights.held }
        return rights.bounded(actions.max())
    }

    /// Checks a caller's access to a telescope.
    ///
    /// - Throws: `not_found` when the caller may not know of it, `forbidden` when that is all the caller may.
    func permit(_ action: TelescopeAction, on id: UUID, _ rights: CallerRights, at now: Date) throws(ServiceError) {
        // What no scope names is refused alike for every id, and says which scope is missing.
        try rights.key?.require(action)
        guard let most = most(rights, on: id, at: now) else { throw hidden(id, action) }
        guard most >= action else { throw Self.refused(action) }
    }

    /// Checks whether a caller may stop, park or close a telescope, whoever is observing with it.
    ///
    /// Holders of `telescope:control` may stop every telescope. What they may not know of passes whether it is there or
    /// not: the answer must not tell; see `TelescopeCoordinator.halt`. An admin knows of every telescope.
    func permitStopping(_ id: UUID, _ rights: CallerRights, at now: Date) throws(ServiceError) {
        guard rights.held.contains(.control), !rights.isAdmin || entries[id] != nil else {
            return try permit(.control, on: id, rights, at: now)
        }
    }

    /// Checks whether a caller may lend a telescope: its owner, a member of the owning group, or an admin.
    ///
    /// Lending is more than writing: whoever may only write may not lend. So no scope names it, and a key may not.
    func permitSharing(_ id: UUID, _ rights: CallerRights, at now: Date) throws(ServiceError) {
        guard rights.key == nil else {
            throw ServiceError.denied(
                "an API key may not share a telescope: log in", details: ["cure": "security/auth/login"])
        }
        guard let entry = entries[id], most(rights, on: id, at: now) != nil else { throw hidden(id, .write) }
        guard rights.isAdmin || rights.includes(entry.owner) else {
            throw ServiceError.denied("only the telescope's owner or an admin may share it")
        }
    }

    /// The telescopes with which a caller may do something.
    func all(_ action: TelescopeAction, _ rights: CallerRights, at now: Date) -> [UUID] {
        entries.keys.filter { id in most(rights, on: id, at: now).map { $0 >= action } ?? false }
    }

    /// What is said of a telescope that is none, or that the caller may not know of: the same.
    static func unknown(_ id: UUID) -> ServiceError { ServiceError(.notFound, "no telescope \(id.text)") }

    // What the caller may not know of is none, but to the audit trail.
    private func hidden(_ id: UUID, _ action: TelescopeAction) -> ServiceError {
        let unknown = Self.unknown(id)
        return entries[id] == nil ? unknown : Self.refused(action).told(as: unknown)
    }

    private static func refused(_ action: TelescopeAction) -> ServiceError {
        ServiceError.denied(
            "you may not \(action.rawValue) this telescope",
            details: ["required": .string("telescope:\(action.rawValue)")])
    }
}
