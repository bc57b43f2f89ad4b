import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of roles and who has them.
enum RoleQueries {
    /// The role that a request names; a failure names the field.
    static func role(_ reference: RuleReference, in database: some PostgresExecutor) async throws -> UUID {
        try await role(reference.name, field: reference.field, in: database)
    }

    /// The role with a name or id; a failure names the field.
    static func role(_ name: String, field: String = "roles", in database: some PostgresExecutor) async throws -> UUID {
        let rows = try await database.query(
            "select id from roles where name = \(name) or id = \(UUID(uuidString: name))::uuid order by name = \(name) desc"
        )
        guard let row = rows.first else { throw missing("role", name, field) }
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
        return try rows.map(info)
    }

    static func insert(name: String, description: String, in database: some PostgresExecutor) async throws -> RoleInfo {
        let rows = try await database.query(
            """
            insert into roles (name, description) values (\(name), \(description))
            returning id, name, description, created_at, updated_at
            """)
        guard let row = rows.first else { throw ServiceError(.internal, "the role was not made") }
        return try info(row)
    }

    static func assign(role: UUID, to user: UUID, in database: some PostgresExecutor) async throws {
        try await database.execute(
            "insert into user_roles (user_id, role_id) values (\(user), \(role)) on conflict do nothing")
    }

    static func revoke(role: UUID, from user: UUID, in database: some PostgresExecutor) async throws -> Bool {
        try await database.execute("delete from user_roles where user_id = \(user) and role_id = \(role)") > 0
    }

    /// The failure for a name or id that nothing has.
    static func missing(_ kind: String, _ name: String, _ field: String) -> ServiceError {
        ServiceError(
            .notFound, "\(field): no \(kind) \(name.prefix(64))",
            details: ["field": .string(field), kind: .string(String(name.prefix(64)))])
    }

    private static func info(_ row: PostgresRow) throws(PostgresError) -> RoleInfo {
        RoleInfo(
            id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
            description: try row.decode("description"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }
}
