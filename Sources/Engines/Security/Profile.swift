import Access
import FoundationEssentials

/// What everybody with the same roles and groups may do, decided beforehand and shared between them.
final class Profile: Sendable {
    /// The names of the roles, direct or through a group.
    let roles: Set<String>
    /// The groups.
    let groups: Set<UUID>
    private let rulings: [Permission: Decision]

    /// Takes decisions that are ready.
    init(roles: Set<String>, groups: Set<UUID>, rulings: [Permission: Decision]) {
        self.roles = roles
        self.groups = groups
        self.rulings = rulings
    }

    /// Everything that is allowed.
    var rights: Set<Permission> { Set(rulings.filter(\.value.allowed).keys) }

    /// The decision about a permission; nothing found is a denial.
    func decide(_ permission: Permission) -> Decision {
        rulings[permission] ?? Decision(allowed: false, reason: "no role or group grants \(permission)")
    }
}
