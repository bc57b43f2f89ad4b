import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension TelescopeQueries {
    /// Lends a telescope, or changes until when.
    func share(_ request: ConfigShareRequest, by user: UUID?) async throws(ServiceError) {
        try await execute(
            """
            insert into telescope_permissions
                (telescope_id, principal_id, principal_type, permission, granted_by, expires_at)
            values (\(request.id), \(request.principalID), \(request.principalType ?? .user), \(request.permission),
                \(user), \(request.expiresAt))
            on conflict on constraint telescope_permissions_once
            do update set granted_by = excluded.granted_by, expires_at = excluded.expires_at
            """)
    }

    /// Takes a telescope back.
    ///
    /// - Returns: Whether it was lent.
    func unshare(_ request: ConfigUnshareRequest) async throws(ServiceError) -> Bool {
        try await execute(
            """
            delete from telescope_permissions
            where telescope_id = \(request.id) and principal_id = \(request.principalID)
                and principal_type = \(request.principalType ?? .user)
                and (\(request.permission == nil) or permission = \(request.permission?.rawValue))
            """) > 0
    }

    /// To whom the telescopes are lent, by telescope; expired grants are left out.
    func grants(of id: UUID? = nil) async throws(ServiceError) -> [UUID: [TelescopeAccess.Grant]] {
        let found = try await rows(
            """
            select telescope_id, principal_id, principal_type, permission, expires_at from telescope_permissions
            where (\(id == nil) or telescope_id = \(id)) and (expires_at is null or expires_at > now())
            order by created_at, id
            """
        ) { row throws(PostgresError) in
            let grant = TelescopeAccess.Grant(
                principal: TelescopePrincipal(
                    id: try row.decode("principal_id"), type: try row.decode("principal_type")),
                action: try row.decode("permission"), expiresAt: try row.decode("expires_at"))
            return (try row.decode("telescope_id", as: UUID.self), grant)
        }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Whether there is a user or group.
    func exists(_ principal: TelescopePrincipal) async throws(ServiceError) -> Bool {
        let table: SQL = principal.type == .user ? "users" : "groups"
        return try await execute("select 1 from \(table) where id = \(principal.id)") > 0
    }
}
