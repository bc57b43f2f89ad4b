import Access
import FoundationEssentials

/// The rows that decide who may do what, as the database holds them.
struct SecurityTables: Sendable {
    /// An account.
    struct User: Sendable {
        var id: UUID
        var name: String
        var isEnabled: Bool
        var mustChangePassword: Bool
    }

    /// What a permission does to whoever holds it.
    enum Effect: String, Sendable {
        case allow
        case deny
    }

    /// A right, granted or taken away.
    struct Rule: Sendable {
        var permission: Permission
        var effect: Effect
    }

    /// Two ids that belong together, in the order of the table's name.
    struct Pair: Sendable {
        var left: UUID
        var right: UUID
    }

    var users: [User] = []
    var roles: [UUID: String] = [:]
    var groups: [UUID: String] = [:]
    var rules: [UUID: Rule] = [:]
    var userRoles: [Pair] = []
    var userGroups: [Pair] = []
    var groupRoles: [Pair] = []
    var rolePermissions: [Pair] = []
    var groupPermissions: [Pair] = []
}

extension [SecurityTables.Pair] {
    /// The right-hand ids of each left-hand id.
    var grouped: [UUID: [UUID]] {
        var result: [UUID: [UUID]] = [:]
        for pair in self { result[pair.left, default: []].append(pair.right) }
        return result
    }
}
