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

    /// Gives an account a role; giving it again changes nothing.
    ///
    /// - Parameter request: Whom, and which role.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found` naming the field.
    public func assign(_ request: RoleRequest) async throws(ServiceError) -> UserInfo {
        let (name, field) = try Self.role(in: request)
        return try await database.transaction { transaction in
            _ = try await UserQueries.user(request.userID, in: transaction)
            let role = try await RoleQueries.role(name, field: field, in: transaction)
            try await RoleQueries.assign(role: role, to: request.userID, in: transaction)
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
        let (name, field) = try Self.role(in: request)
        return try await database.transaction { transaction in
            try await AdvisoryLock.administrators.take(in: transaction)
            let user = try await UserQueries.user(request.userID, in: transaction)
            let role = try await RoleQueries.role(name, field: field, in: transaction)
            guard try await RoleQueries.revoke(role: role, from: request.userID, in: transaction) else {
                throw ServiceError(
                    .notFound, "\(field): \(user.username) does not hold this role itself",
                    details: ["field": .string(field)])
            }
            try await RoleQueries.requireAdministrator(in: transaction)
            return try await UserQueries.user(request.userID, in: transaction)
        }
    }

    private static func role(in request: RoleRequest) throws(ServiceError) -> (name: String, field: String) {
        switch (request.roleID, request.role) {
        case (let id?, nil): return (id.text, "role_id")
        case (nil, let name?): return (name, "role")
        case (nil, nil):
            throw ServiceError(.invalidRequest, "role is missing", details: ["field": "role"])
        case (_?, _?):
            throw ServiceError(.invalidRequest, "give role or role_id, not both", details: ["field": "role"])
        }
    }
}
