import Access
import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// Where a gatekeeper's copy comes from.
struct SecurityLoader: Sendable {
    /// Reads everything, as of one moment.
    var snapshot: @Sendable () async throws -> SecuritySnapshot
    /// Reads what was revoked.
    var revocations: @Sendable () async throws -> SecuritySnapshot.Revocations
    /// Writes when API keys were used last.
    var writeUses: @Sendable ([UUID: Date]) async throws -> Void = { _ in }

    /// Reads from the database.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - secrets: The keys that open what is sealed there.
    /// - Returns: The loader.
    static func database(_ pool: PostgresPool, _ secrets: SecretKeeper) -> SecurityLoader {
        let reader = SigningKeyReader(secrets)
        return SecurityLoader(
            snapshot: {
                try await pool.withTransaction { transaction in
                    try await transaction.execute("set transaction isolation level repeatable read read only")
                    return try await snapshot(from: transaction, reader)
                }
            },
            revocations: { try revocations(in: try await pool.query(revoked)) },
            writeUses: { try await KeyQueries.write($0, in: pool) })
    }

    private static let revoked: SQL = "select kind, subject from revoked_tokens"

    private static func snapshot(
        from transaction: PostgresTransaction, _ reader: SigningKeyReader
    ) async throws -> SecuritySnapshot {
        let results = try await transaction.pipeline([
            "select id, username, enabled, must_change_password from users",
            "select id, name from roles",
            "select id, name from groups",
            "select id, resource, action, effect from permissions",
            "select user_id, role_id from user_roles",
            "select user_id, group_id from user_groups",
            "select group_id, role_id from group_roles",
            "select role_id, permission_id from role_permissions",
            "select group_id, permission_id from group_permissions",
            revoked,
            SigningKeys.columns,
            KeyQueries.all,
        ])
        guard results.count == 12 else { throw ServiceError(.internal, "the security tables cannot be read") }
        var tables = SecurityTables()
        tables.users = try results[0].map { row in
            SecurityTables.User(
                id: try row.decode(0), name: try row.decode(1), isEnabled: try row.decode(2),
                mustChangePassword: try row.decode(3))
        }
        tables.roles = try names(in: results[1])
        tables.groups = try names(in: results[2])
        for row in results[3] {
            tables.rules[try row.decode(0)] = SecurityTables.Rule(
                permission: Permission(try row.decode(1), try row.decode(2)), effect: try row.decode("effect"))
        }
        tables.userRoles = try pairs(in: results[4])
        tables.userGroups = try pairs(in: results[5])
        tables.groupRoles = try pairs(in: results[6])
        tables.rolePermissions = try pairs(in: results[7])
        tables.groupPermissions = try pairs(in: results[8])
        tables.apiKeys = try results[11].map(KeyQueries.record)
        let (keys, missing) = try reader.read(results[10])
        return SecuritySnapshot(
            tables: tables, revocations: try revocations(in: results[9]), keys: keys, missingKeys: missing)
    }

    private static func names(in result: PostgresResult) throws -> [UUID: String] {
        var names: [UUID: String] = [:]
        for row in result { names[try row.decode(0)] = try row.decode(1, as: String.self) }
        return names
    }

    private static func pairs(in result: PostgresResult) throws -> [SecurityTables.Pair] {
        try result.map { SecurityTables.Pair(left: try $0.decode(0), right: try $0.decode(1)) }
    }

    private static func revocations(in result: PostgresResult) throws -> SecuritySnapshot.Revocations {
        var revocations = SecuritySnapshot.Revocations()
        for row in result {
            let subject: UUID = try row.decode(1)
            if try row.decode(0, as: String.self) == "family" {
                revocations.families.insert(subject)
            } else {
                revocations.tokens.insert(subject)
            }
        }
        return revocations
    }
}
