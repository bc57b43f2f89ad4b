import Kernel
import Postgres

extension ServiceDatabase {
    /// Runs a change of who may do what, and takes it back when it leaves nobody to undo it.
    ///
    /// - Parameter body: The change.
    /// - Returns: What the change returns, once committed.
    /// - Throws: What the change throws; `invalid_state` when nobody could administer any more.
    func administrativeTransaction<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Value
    ) async throws(ServiceError) -> Value {
        try await transaction { transaction in
            try await AdvisoryLock.administrators.take(in: transaction)
            let value = try await body(transaction)
            try await Self.requireAdministrator(in: transaction)
            return value
        }
    }

    /// An enabled account with the role admin that is allowed, and not denied, to change who may do what.
    private static func requireAdministrator(in transaction: some PostgresExecutor) async throws {
        let rows = try await transaction.query(
            """
            with held as (
                select user_id, role_id from user_roles
                union select x.user_id, y.role_id from user_groups x join group_roles y using (group_id)
            ), effects as (
                select h.user_id, p.effect from held h join role_permissions x using (role_id)
                    join permissions p on p.id = x.permission_id where p.resource = 'security' and p.action = 'write'
                union select u.user_id, p.effect from user_groups u join group_permissions x using (group_id)
                    join permissions p on p.id = x.permission_id where p.resource = 'security' and p.action = 'write'
            )
            select 1 from users u where u.enabled
                and exists (select 1 from held h join roles r on r.id = h.role_id where h.user_id = u.id and r.name = 'admin')
                and exists (select 1 from effects e where e.user_id = u.id and e.effect = 'allow')
                and not exists (select 1 from effects e where e.user_id = u.id and e.effect = 'deny')
            limit 1
            """)
        guard rows.isEmpty else { return }
        throw ServiceError(.invalidState, "the last enabled administrator must stay one")
    }
}
