import Access
import Contracts
import FoundationEssentials

/// What decides about a caller's access to telescopes.
struct CallerRights: Sendable, Equatable {
    /// The caller, when it is a user.
    var userID: UUID?
    /// The groups the caller belongs to.
    var groups: Set<UUID> = []
    /// Whether the caller may do everything with every telescope.
    var isAdmin = false
    /// The permissions `telescope:x` that the caller holds.
    var held: Set<TelescopeAction> = []
    /// What bounds all of these, when the caller acts by an API key.
    var key: KeyBound?
}

extension CallerRights {
    /// Asks the gatekeeper about a caller.
    init(of caller: Caller, _ gatekeeper: any Gatekeeper) {
        userID = caller.userID
        key = caller.apiKey.map(KeyBound.init)
        groups = gatekeeper.groups(of: caller)
        // A node that acts in nobody's name holds every permission.
        isAdmin = caller.nodeName != nil || gatekeeper.holds(caller, role: "admin")
        held = Set(
            TelescopeAction.allCases.filter {
                gatekeeper.decide(caller, Permission("telescope", $0.rawValue)).allowed
            })
    }

    /// What the key in use leaves of an access; all of it after a login.
    func bounded(_ action: TelescopeAction?) -> TelescopeAction? { key.map { $0.bounding(action) } ?? action }

    /// Whether a user or group is the caller, or one of the caller's groups.
    func includes(_ principal: TelescopePrincipal) -> Bool {
        switch principal.type {
        case .user: principal.id == userID
        case .group: groups.contains(principal.id)
        }
    }
}
