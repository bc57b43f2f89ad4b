package import Access
package import FoundationEssentials

/// The rows that decide who may do what, as the database holds them.
package struct SecurityTables: Sendable {
    /// An account.
    package struct User: Sendable {
        package var id: UUID
        package var name: String
        package var isEnabled: Bool
        package var mustChangePassword: Bool

        /// Describes an account.
        package init(id: UUID, name: String, isEnabled: Bool, mustChangePassword: Bool) {
            self.id = id
            self.name = name
            self.isEnabled = isEnabled
            self.mustChangePassword = mustChangePassword
        }
    }

    /// What a permission does to whoever holds it.
    package enum Effect: String, Sendable {
        case allow
        case deny
    }

    /// A right, granted or taken away.
    package struct Rule: Sendable {
        package var permission: Permission
        package var effect: Effect

        /// Describes a right.
        package init(permission: Permission, effect: Effect) {
            self.permission = permission
            self.effect = effect
        }
    }

    /// Two ids that belong together, in the order of the table's name.
    package struct Pair: Sendable {
        package var left: UUID
        package var right: UUID

        /// Puts two ids together.
        package init(left: UUID, right: UUID) {
            self.left = left
            self.right = right
        }
    }

    package var users: [User] = []
    package var roles: [UUID: String] = [:]
    package var groups: [UUID: String] = [:]
    package var rules: [UUID: Rule] = [:]
    package var userRoles: [Pair] = []
    package var userGroups: [Pair] = []
    package var groupRoles: [Pair] = []
    package var rolePermissions: [Pair] = []
    package var groupPermissions: [Pair] = []
    package var apiKeys: [KeyRecord] = []

    /// Makes tables without rows.
    package init() {}
}

extension [SecurityTables.Pair] {
    /// The right-hand ids of each left-hand id.
    var grouped: [UUID: [UUID]] {
        var result: [UUID: [UUID]] = [:]
        for pair in self { result[pair.left, default: []].append(pair.right) }
        return result
    }
}
