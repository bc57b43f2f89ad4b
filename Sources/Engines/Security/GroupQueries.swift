import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of groups and who belongs to them.
enum GroupQueries {
    private static let columns: SQL = """
        select g.id, g.name, g.description, g.created_at, g.updated_at,
            array(select r.name from group_roles x join roles r on r.id = x.role_id
                where x.group_id = g.id order by r.name) as roles,
            (select count(*) from user_groups x where x.group_id = g.id) as members
        from groups g
        """

    /// The group that a request names; a failure names the field.
    static func group(_ reference: RuleReference, in database: some PostgresExecutor) async throws -> UUID {
        try await group(reference.name, field: reference.field, in: database)
    }

    /// The group with a name or id; a failure names the field.
    static func group(_ name: String, field: String = "groups", in database: some PostgresExecutor) async throws -> UUID
    {
        let rows = try await database.query(
            "select id from groups where name = \(name) or id = \(UUID(uuidString: name))::uuid order by name = \(name) desc"
        )
        guard let row = rows.first else { throw RoleQueries.missing("group", name, field) }
        return try row.decode("id")
    }

    static func info(_ id: UUID, in database: some PostgresExecutor) async throws -> GroupInfo {
        guard let row = try await database.query("\(columns) where g.id = \(id)").first else {
            throw RoleQueries.missing("group", id.text, "group_id")
        }
        return try info(row)
    }

    static func groups(
        limit: Int, after cursor: String?, in database: some PostgresExecutor
    ) async throws -> [GroupInfo] {
        let rows = try await database.query(
            """
            \(columns) where \(cursor)::text is null or g.name collate "C" > \(cursor)::text collate "C"
            order by g.name collate "C" limit \(limit)::bigint
            """)
        return try rows.map(info)
    }

    static func insert(
        name: String, description: String, in database: some PostgresExecutor
    ) async throws -> GroupInfo {
        let rows = try await database.query(
            "insert into groups (name, description) values (\(name), \(description)) returning id")
        guard let row = rows.first else { throw ServiceError(.internal, "the group was not made") }
        return try await info(try row.decode("id"), in: database)
    }

    static func join(group: UUID, user: UUID, in database: some PostgresExecutor) async throws {
        try await database.execute(
            "insert into user_groups (user_id, group_id) values (\(user), \(group)) on conflict do nothing")
    }

    static func leave(group: UUID, user: UUID, in database: some PostgresExecutor) async throws -> Bool {
        try await database.execute("delete from user_groups where user_id = \(user) and group_id = \(group)") > 0
    }

    private static func info(_ row: PostgresRow) throws(PostgresError) -> GroupInfo {
        GroupInfo(
            id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
            description: try row.decode("description"), roles: try row.decode("roles"),
            members: try row.decode("members"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }
}
