public import Contracts
import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// Roles in the order of their names.
    ///
    /// - Parameters:
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The roles, and where to go on when there is more.
    /// - Throws: What a failure of the database means.
    public func roles(
        limit: Int, after cursor: String?
    ) async throws(ServiceError) -> (roles: [RoleInfo], next: String?) {
        do {
            let roles = try await RoleQueries.roles(limit: limit + 1, after: cursor, in: database.pool)
            return (Array(roles.prefix(limit)), roles.count > limit ? roles.prefix(limit).last?.name : nil)
        } catch {
            throw Self.mapped(error)
        }
    }

    /// Makes a role that holds nothing yet.
    ///
    /// - Parameter request: Its name and what it is for.
    /// - Returns: The role.
    /// - Throws: `conflict` when the name is taken.
    public func createRole(_ request: CreateNamedRequest) async throws(ServiceError) -> RoleInfo {
        try await database.transaction { transaction in
            try await RoleQueries.insert(
                name: request.name.text, description: request.description?.text ?? "", in: transaction)
        }
    }

    /// Removes a role; whoever held it holds it no longer.
    ///
    /// - Parameter request: Which role.
    /// - Throws: `not_found` naming the field, `invalid_state` for the role without which nobody could administer.
    public func deleteRole(_ request: DeleteRoleRequest) async throws(ServiceError) {
        let role = try RuleReference("role", id: request.roleID, name: request.role)
        try await database.administrativeTransaction { transaction in
            let id = try await RoleQueries.role(role, in: transaction)
            try await transaction.execute("delete from roles where id = \(id)")
        }
    }

    /// Gives an account a role; giving it again changes nothing.
    ///
    /// - Parameter request: Whom, and which role.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found` naming the field, `invalid_state` for the last administrator when the role denies it.
    public func assign(_ request: RoleRequest) async throws(ServiceError) -> UserInfo {
        let role = try RuleReference("role", id: request.roleID, name: request.role)
        // A role can deny too, so getting one can end the last administrator.
        return try await database.administrativeTransaction { transaction in
            _ = try await UserQueries.user(request.userID, in: transaction)
            let roleID = try await RoleQueries.role(role, in: transaction)
            try await RoleQueries.assign(role: roleID, to: request.userID, in: transaction)
            return try await UserQueries.user(request.userID, in: transaction)
        }
    }

    /// Takes a role from an account.
    ///
    /// - Parameter request: From whom, and which role.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found` naming the field, also when the account does not hold the role itself; `invalid_state` for
    ///   the last administrator.
    public func revoke(_ request: RoleRequest) async throws(ServiceError) -> UserInfo {
        let role = try RuleReference("role", id: request.roleID, name: request.role)
        return try await database.administrativeTransaction { transaction in
            let user = try await UserQueries.user(request.userID, in: transaction)
            let roleID = try await RoleQueries.role(role, in: transaction)
            guard try await RoleQueries.revoke(role: roleID, from: request.userID, in: transaction) else {
                throw ServiceError(
                    .notFound, "\(role.field): \(user.username) does not hold this role itself",
                    details: ["field": .string(role.field)])
            }
            return try await UserQueries.user(request.userID, in: transaction)
        }
    }
}
