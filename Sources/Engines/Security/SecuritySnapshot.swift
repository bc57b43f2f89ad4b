import Access
package import FoundationEssentials
import Kernel

/// Everything that identity and permissions are decided from, compiled, at one moment of the database.
public struct SecuritySnapshot: Sendable {
    /// What is known of one account.
    struct Standing: Sendable {
        var name: String
        var isEnabled: Bool
        var mustChangePassword: Bool
        var profile: Profile
    }

    /// What is no longer believed although its signature is good.
    package struct Revocations: Sendable {
        package var tokens: Set<UUID> = []
        package var families: Set<UUID> = []

        /// Makes a list of nothing.
        package init(tokens: Set<UUID> = [], families: Set<UUID> = []) {
            self.tokens = tokens
            self.families = families
        }
    }

    private let standings: [UUID: Standing]
    private let names: Set<String>
    /// What each role alone allows, by its name.
    private let roleProfiles: [String: Profile]
    /// What was revoked.
    private(set) var revocations: Revocations
    /// The keys that tokens are believed from.
    let keys: [SigningKey]
    /// The names of the keys that would open signing keys which this node cannot read.
    let missingKeys: Set<String>
    /// The keys that programs show.
    let apiKeys: KeyBook

    /// A snapshot in which nobody exists.
    public static let empty = SecuritySnapshot(tables: SecurityTables(), revocations: Revocations(), keys: [])

    /// Compiles the tables.
    package init(
        tables: SecurityTables, revocations: Revocations, keys: [SigningKey], missingKeys: Set<String> = []
    ) {
        var compiler = ProfileCompiler(tables)
        let roles = tables.userRoles.grouped
        let groups = tables.userGroups.grouped
        var standings: [UUID: Standing] = [:]
        standings.reserveCapacity(tables.users.count)
        for user in tables.users {
            standings[user.id] = Standing(
                name: user.name, isEnabled: user.isEnabled, mustChangePassword: user.mustChangePassword,
                profile: compiler.profile(roles: roles[user.id] ?? [], groups: groups[user.id] ?? []))
        }
        names = Set(tables.users.map { $0.name.lowercased() })
        var alone: [String: Profile] = [:]
        for (id, name) in tables.roles { alone[name] = compiler.profile(roles: [id], groups: []) }
        roleProfiles = alone
        self.standings = standings
        self.revocations = revocations
        self.keys = keys
        self.missingKeys = missingKeys
        apiKeys = KeyBook(tables.apiKeys)
    }

    /// The same with other revocations.
    func replacing(_ revocations: Revocations) -> SecuritySnapshot {
        var copy = self
        copy.revocations = revocations
        return copy
    }

    /// How many accounts there are.
    public var userCount: Int { standings.count }

    /// Whether an account bears a name, in any case.
    public func knows(name: String) -> Bool { names.contains(name.lowercased()) }

    /// What is known of an account; nil when there is none.
    func standing(of user: UUID) -> Standing? { standings[user] }

    /// What is known of an account that may ask for something.
    ///
    /// - Throws: `unauthenticated` when there is none, or a disabled one.
    func enabledStanding(of user: UUID) throws(ServiceError) -> Standing {
        guard let standing = standings[user] else {
            throw ServiceError(.unauthenticated, "there is no such account")
        }
        guard standing.isEnabled else { throw ServiceError(.unauthenticated, "the account is disabled") }
        return standing
    }

    /// Whether there is a role of this name.
    func knows(role: String) -> Bool { roleProfiles[role] != nil }

    /// Whether a role alone, held by nobody, allows something.
    func decide(role: String, _ permission: Permission) -> Decision {
        guard let profile = roleProfiles[role] else {
            return Decision(allowed: false, reason: "there is no role \(role)")
        }
        return profile.decide(permission)
    }

    /// Whether a token was revoked, alone or with its family.
    func hasRevoked(_ token: VerifiedToken) -> Bool {
        revocations.tokens.contains(token.id) || revocations.families.contains(token.family)
    }

    /// Whether an account holds a permission, and why; a disabled account holds none.
    func decide(user: UUID, _ permission: Permission) -> Decision {
        guard let standing = standings[user] else {
            return Decision(allowed: false, reason: "there is no such account")
        }
        guard standing.isEnabled else { return Decision(allowed: false, reason: "the account is disabled") }
        return standing.profile.decide(permission)
    }
}
