import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeAccess {
    /// What lets a caller, who was permitted, do something with a telescope, in the words of the audit trail; nil when it is
    /// the permission for all telescopes.
    func rule(_ action: TelescopeAction, on id: UUID, _ rights: CallerRights, at now: Date) -> String? {
        guard let entry = entries[id] else { return nil }
        if rights.includes(entry.owner) { return "owner" }
        if rights.isAdmin { return "role admin" }
        let grant = entry.grants.first { grant in
            rights.includes(grant.principal) && grant.action >= action && grant.expiresAt.map { $0 > now } ?? true
        }
        return grant.map { "shared with the \($0.principal.type.rawValue) \($0.principal.id.text)" }
    }
}

extension TelescopeCoordinator {
    /// What lets a caller, who was permitted, do something with a telescope.
    func rule(_ action: TelescopeAction, on id: UUID, _ caller: Caller) -> String {
        access.rule(action, on: id, rights(caller), at: time.date())
            ?? gatekeeper.decide(caller, Permission("telescope", action.rawValue)).reason
    }
}
