import Access
import Crypto
import FoundationEssentials
import Kernel
import Logging
import Support

@testable import SecurityEngines

/// The accounts, roles and groups of the value tests.
enum Cast {
    static let key = SigningKey(id: "k1", secret: SymmetricKey(data: Data(repeating: 7, count: 32)))
    static let alice = UUID()
    static let bob = UUID()
    static let control = Permission("telescope", "control")
    static let read = Permission("telescope", "read")

    static let prefix = "bigskies"
    /// The start of `ManualTime`, in seconds since 1970.
    static let now: Int64 = 1_768_597_445

    static func claims(
        sub: String = alice.text, iat: Int64 = now, nbf: Int64 = now, exp: Int64 = now + 900, id: UUID = UUID(),
        family: UUID = UUID(), aud: [String] = [prefix], iss: String = "bigskies"
    ) -> TokenClaims {
        TokenClaims(
            iss: iss, aud: aud, sub: sub, jti: id.text, iat: iat, nbf: nbf, exp: exp, pwd: false, fam: family.text)
    }

    /// A token made by hand, so that it can say anything.
    static func token(
        _ payload: [String: JSONValue], header: [String: JSONValue] = ["alg": "HS256", "typ": "JWT", "kid": "k1"],
        key: SigningKey = key
    ) throws -> String {
        let signed = try part(header) + "." + part(payload)
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key.secret)
        return signed + "." + Base64URL.text(Data(code))
    }

    static func token(_ claims: TokenClaims) throws -> String {
        try token(payload(claims))
    }

    static func payload(_ claims: TokenClaims) throws -> [String: JSONValue] {
        try WireJSON.decode([String: JSONValue].self, from: WireJSON.encode(claims))
    }

    private static func part(_ object: [String: JSONValue]) throws -> String {
        Base64URL.text(try WireJSON.encode(object))
    }

    /// Alice alone, with the roles and groups that a test gives her.
    static func tables(_ change: (inout SecurityTables) -> Void = { _ in }) -> SecurityTables {
        var tables = SecurityTables()
        tables.users = [
            SecurityTables.User(id: alice, name: "alice", isEnabled: true, mustChangePassword: false),
            SecurityTables.User(id: bob, name: "bob", isEnabled: false, mustChangePassword: false),
        ]
        change(&tables)
        return tables
    }

    static func snapshot(
        _ tables: SecurityTables = tables(), revoked: SecuritySnapshot.Revocations = .init()
    ) -> SecuritySnapshot {
        SecuritySnapshot(tables: tables, revocations: revoked, keys: [key])
    }
}

extension SecurityTables {
    /// Adds a role that holds permissions, and returns its id.
    mutating func addRole(_ name: String, _ permissions: [(Permission, Effect)]) -> UUID {
        let id = UUID()
        roles[id] = name
        for (permission, effect) in permissions {
            rolePermissions.append(Pair(left: id, right: addRule(permission, effect)))
        }
        return id
    }

    /// Adds a group that holds roles and permissions, and returns its id.
    mutating func addGroup(_ name: String, roles: [UUID] = [], _ permissions: [(Permission, Effect)] = []) -> UUID {
        let id = UUID()
        groups[id] = name
        for role in roles { groupRoles.append(Pair(left: id, right: role)) }
        for (permission, effect) in permissions {
            groupPermissions.append(Pair(left: id, right: addRule(permission, effect)))
        }
        return id
    }

    private mutating func addRule(_ permission: Permission, _ effect: Effect) -> UUID {
        let id = UUID()
        rules[id] = Rule(permission: permission, effect: effect)
        return id
    }
}
