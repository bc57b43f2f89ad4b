import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of permissions and who holds them.
enum PermissionQueries {
    /// Who may hold a permission.
    enum Holder: Sendable {
        case role(UUID)
        case group(UUID)
    }

    private static let columns: SQL = """
        select p.id, p.resource, p.action, p.effect, p.created_at, p.updated_at,
            array(select r.name from role_permissions x join roles r on r.id = x.role_id
                where x.permission_id = p.id order by r.name) as roles,
            array(select g.name from group_permissions x join groups g on g.id = x.group_id
                where x.permission_id = p.id order by g.name) as groups
        from permissions p
        """

    // The order of a list, and its cursor.
    private static let key: SQL = #"(p.resource || ':' || p.action || ':' || p.effect) collate "C""#

    static func permission(_ id: UUID, in database: some PostgresExecutor) async throws -> PermissionInfo {
        guard let row = try await database.query("\(columns) where p.id = \(id)").first else {
            throw RoleQueries.missing("permission", id.text, "permission_id")
        }
        return try info(row)
    }

    static func permissions(
        limit: Int, after cursor: String?, in database: some PostgresExecutor
    ) async throws -> [PermissionInfo] {
        let rows = try await database.query(
            """
            \(columns) where \(cursor)::text is null or \(key) > \(cursor)::text collate "C"
            order by \(key) limit \(limit)::bigint
            """)
        return try rows.map(info)
    }

    static func insert(
        _ request: CreatePermissionRequest, in database: some PostgresExecutor
    ) async throws -> PermissionInfo {
        let effect = (request.effect ?? .allow).rawValue
        let rows = try await database.query(
            """
            insert into permissions (resource, action, effect)
            values (\(request.resource.text), \(request.action.text), \(effect)) returning id
            """)
        guard let row = rows.first else { throw ServiceError(.internal, "the permission was not made") }
        return try await permission(try row.decode("id"), in: database)
    }

    static func grant(_ permission: UUID, to holder: Holder, in database: some PostgresExecutor) async throws {
        switch holder {
        case .role(let role):
            try await database.execute(
                """
                insert into role_permissions (role_id, permission_id) values (\(role), \(permission))
                on conflict do nothing
                """)
        case .group(let group):
            try await database.execute(
                """
                insert into group_permissions (group_id, permission_id) values (\(group), \(permission))
                on conflict do nothing
                """)
        }
    }

    static func revoke(
        _ permission: UUID, from holder: Holder, in database: some PostgresExecutor
    ) async throws -> Bool {
        switch holder {
        case .role(let role):
            try await database.execute(
                "delete from role_permissions where role_id = \(role) and permission_id = \(permission)") > 0
        case .group(let group):
            try await database.execute(
                "delete from group_permissions where group_id = \(group) and permission_id = \(permission)") > 0
        }
    }

    private static func info(_ row: PostgresRow) throws(PostgresError) -> PermissionInfo {
        PermissionInfo(
            id: try row.decode("id", as: UUID.self).text, resource: try row.decode("resource"),
            action: try row.decode("action"), effect: try row.decode("effect"), roles: try row.decode("roles"),
            groups: try row.decode("groups"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }
}
