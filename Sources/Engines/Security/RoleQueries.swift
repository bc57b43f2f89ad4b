import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of roles, groups and who has them.
enum RoleQueries {
    /// The role with a name or id; a failure names the field.
    static func role(_ name: String, field: String = "roles", in database: some PostgresExecutor) async throws -> UUID {
        let rows = try await database.query(
            "select id from roles where name = \(name) or id = \(UUID(uuidString: name))::uuid order by name = \(name) desc"
        )
        guard let row = rows.first else { throw missing("role", name, field) }
        return try row.decode("id")
    }

    /// The group with a name or id; a failure names the field.
    static func group(_ name: String, field: String = "groups", in database: some PostgresExecutor) async throws -> UUID
    {
        let rows = try await database.query(
            "select id from groups where name = \(name) or id = \(UUID(uuidString: name))::uuid order by name = \(name) desc"
        )
        guard let row = rows.first else { throw missing("group", name, field) }
        return try row.decode("id")
    }

    static func roles(
        limit: Int, after cursor: String?, in database: some PostgresExecutor
    ) async throws -> [RoleInfo] {
        let rows = try await database.query(
            """
            select id, name, description, created_at, updated_at from roles
            where \(cursor)::text is null or name collate "C" > \(cursor)::text collate "C"
            order by name collate "C" limit \(limit)::bigint
            """)
        return try rows.map { row in
            RoleInfo(
                id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
                description: try row.decode("description"), createdAt: try row.decode("created_at"),
                updatedAt: try row.decode("updated_at"))
        }
    }

    static func assign(role: UUID, to user: UUID, in database: some PostgresExecutor) async throws {
        try await database.execute(
            "insert into user_roles (user_id, role_id) values (\(user), \(role)) on conflict do nothing")
    }

    static func join(group: UUID, user: UUID, in database: some PostgresExecutor) async throws {
        try await database.execute(
            "insert into user_groups (user_id, group_id) values (\(user), \(group)) on conflict do nothing")
    }

    static func revoke(role: UUID, from user: UUID, in database: some PostgresExecutor) async throws -> Bool {
        try await database.execute("delete from user_roles where user_id = \(user) and role_id = \(role)") > 0
    }

    /// Refuses a change that has left nobody to undo it; the transaction must hold the lock `administrators`.
    static func requireAdministrator(in transaction: some PostgresExecutor) async throws {
        let rows = try await transaction.query(
            """
            select 1 from users u where u.enabled and (
                exists (select 1 from user_roles x join roles r on r.id = x.role_id
                    where x.user_id = u.id and r.name = 'admin')
                or exists (select 1 from user_groups x join group_roles y on y.group_id = x.group_id
                    join roles r on r.id = y.role_id where x.user_id = u.id and r.name = 'admin'))
            limit 1
            """)
        guard rows.isEmpty else { return }
        throw ServiceError(.invalidState, "the last enabled administrator must stay one")
    }

    private static func missing(_ kind: String, _ name: String, _ field: String) -> ServiceError {
        ServiceError(
            .notFound, "\(field): no \(kind) \(name.prefix(64))",
            details: ["field": .string(field), kind: .string(String(name.prefix(64)))])
    }
}
