import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read of accounts.
enum UserQueries {
    private static let columns: SQL = """
        select u.id, u.username, u.email, u.enabled, u.created_at, u.updated_at,
            array(select r.name from user_roles x join roles r on r.id = x.role_id
                where x.user_id = u.id order by r.name) as roles,
            array(select g.name from user_groups x join groups g on g.id = x.group_id
                where x.user_id = u.id order by g.name) as groups
        from users u
        """

    static func user(_ id: UUID, in database: some PostgresExecutor) async throws -> UserInfo {
        guard let row = try await database.query("\(columns) where u.id = \(id)").first else { throw missing(id) }
        return try info(row)
    }

    static func users(
        enabled: Bool?, limit: Int, after cursor: String?, in database: some PostgresExecutor
    ) async throws -> [UserInfo] {
        // The order of bytes, so that a cursor means the same under every collation.
        let rows = try await database.query(
            """
            \(columns)
            where (\(cursor)::text is null or lower(u.username) collate "C" > \(cursor)::text collate "C")
                and (\(enabled)::boolean is null or u.enabled = \(enabled)::boolean)
            order by lower(u.username) collate "C" limit \(limit)::bigint
            """)
        return try rows.map(info)
    }

    static func missing(_ id: UUID) -> ServiceError {
        ServiceError(.notFound, "no user \(id.text)", details: ["user_id": .string(id.text)])
    }

    private static func info(_ row: PostgresRow) throws(PostgresError) -> UserInfo {
        UserInfo(
            id: try row.decode("id", as: UUID.self).text, username: try row.decode("username"),
            email: try row.decode("email"), enabled: try row.decode("enabled"), roles: try row.decode("roles"),
            groups: try row.decode("groups"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }
}
