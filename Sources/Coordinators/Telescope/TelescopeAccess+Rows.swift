import Contracts
import FoundationEssentials
import Kernel

extension TelescopeAccess {
    /// Takes what the database has.
    init(_ configs: [TelescopeConfig], _ grants: [UUID: [Grant]]) {
        for config in configs {
            guard let id = UUID(uuidString: config.id), let entry = Entry(config, grants[id] ?? []) else { continue }
            entries[id] = entry
        }
    }
}

extension TelescopeAccess.Entry {
    /// Takes a telescope's row; nil when its owner's id is none.
    init?(_ config: TelescopeConfig, _ grants: [TelescopeAccess.Grant]) {
        guard let owner = UUID(uuidString: config.ownerID) else { return nil }
        self.init(
            name: config.name, owner: TelescopePrincipal(id: owner, type: config.ownerType),
            visibility: config.visibility, isEnabled: config.enabled, grants: grants)
    }
}

extension TelescopeAccess.Grant {
    /// The grant as replies give it.
    var share: TelescopeShare {
        TelescopeShare(
            principalID: principal.id.text, principalType: principal.type, permission: action, expiresAt: expiresAt)
    }
}
