import Access
import FoundationEssentials

/// Turns the tables into profiles: roles of the user, roles of the user's groups, permissions of the groups; deny beats allow.
struct ProfileCompiler {
    private struct Key: Hashable {
        var roles: [UUID]
        var groups: [UUID]
    }

    private let tables: SecurityTables
    private let groupRoles: [UUID: [UUID]]
    private let rolePermissions: [UUID: [UUID]]
    private let groupPermissions: [UUID: [UUID]]
    private var profiles: [Key: Profile] = [:]

    /// Takes the tables.
    init(_ tables: SecurityTables) {
        self.tables = tables
        groupRoles = tables.groupRoles.grouped
        rolePermissions = tables.rolePermissions.grouped
        groupPermissions = tables.groupPermissions.grouped
    }

    /// The profile of whoever has these roles and groups.
    mutating func profile(roles: [UUID], groups: [UUID]) -> Profile {
        let key = Key(roles: sorted(roles, by: tables.roles), groups: sorted(groups, by: tables.groups))
        if let known = profiles[key] { return known }
        let made = make(key)
        profiles[key] = made
        return made
    }

    private func make(_ key: Key) -> Profile {
        var roles: Set<String> = []
        var rulings: [Permission: Decision] = [:]
        func take(_ permissions: [UUID], from source: String, named name: String) {
            for id in permissions {
                guard let rule = tables.rules[id] else { continue }
                let standing = rulings[rule.permission]
                guard standing == nil || (standing?.allowed == true && rule.effect == .deny) else { continue }
                let verb = rule.effect == .allow ? "allows" : "denies"
                rulings[rule.permission] = Decision(
                    allowed: rule.effect == .allow, reason: "\(source) \(verb) \(rule.permission)", grantedBy: name)
            }
        }
        for role in key.roles {
            guard let name = tables.roles[role] else { continue }
            roles.insert(name)
            take(rolePermissions[role] ?? [], from: "role \(name)", named: name)
        }
        for group in key.groups {
            guard let groupName = tables.groups[group] else { continue }
            for role in sorted(groupRoles[group] ?? [], by: tables.roles) {
                guard let name = tables.roles[role] else { continue }
                roles.insert(name)
                take(rolePermissions[role] ?? [], from: "role \(name) of group \(groupName)", named: name)
            }
            take(groupPermissions[group] ?? [], from: "group \(groupName)", named: groupName)
        }
        return Profile(roles: roles, groups: Set(key.groups), rulings: rulings)
    }

    private func sorted(_ ids: [UUID], by names: [UUID: String]) -> [UUID] {
        ids.count < 2 ? ids : ids.sorted { (names[$0] ?? "", $0.uuidString) < (names[$1] ?? "", $1.uuidString) }
    }
}
