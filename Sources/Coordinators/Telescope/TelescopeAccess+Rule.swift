import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeAccess {
    /// What lets a caller, who was permitted, do something with a telescope, in the words of the audit trail.
    func rule(_ action: TelescopeAction, on id: UUID, _ rights: CallerRights, at now: Date) -> String {
        let permission = "telescope:\(action.rawValue)"
        guard let entry = entries[id] else { return permission }
        if rights.includes(entry.owner) { return "owner" }
        if rights.isAdmin { return "role admin" }
        let isLent = entry.grants.contains { grant in
            rights.includes(grant.principal) && grant.action >= action && grant.expiresAt.map { $0 > now } ?? true
        }
        return isLent ? "share" : permission
    }
}

extension TelescopeCoordinator {
    /// What lets a caller, who was permitted, do something with a telescope.
    func rule(_ action: TelescopeAction, on id: UUID, _ caller: Caller) -> String {
        access.rule(action, on: id, rights(caller), at: time.date())
    }
}
