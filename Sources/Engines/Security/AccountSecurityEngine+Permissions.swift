public import Contracts
public import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// Permissions in the order of resource, action and effect.
    ///
    /// - Parameters:
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The permissions, and where to go on when there is more.
    /// - Throws: What a failure of the database means.
    public func permissions(
        limit: Int, after cursor: String?
    ) async throws(ServiceError) -> (permissions: [PermissionInfo], next: String?) {
        do {
            let found = try await PermissionQueries.permissions(limit: limit + 1, after: cursor, in: database.pool)
            let page = Array(found.prefix(limit))
            guard found.count > limit, let last = page.last else { return (page, nil) }
            return (page, "\(last.resource):\(last.action):\(last.effect.rawValue)")
        } catch {
            throw Self.mapped(error)
        }
    }

    /// Makes a permission that nobody holds yet.
    ///
    /// - Parameter request: What it allows or denies.
    /// - Returns: The permission.
    /// - Throws: `conflict` when it is there already.
    public func createPermission(_ request: CreatePermissionRequest) async throws(ServiceError) -> PermissionInfo {
        try await database.transaction { try await PermissionQueries.insert(request, in: $0) }
    }

    /// Removes a permission; whoever held it holds it no longer.
    ///
    /// - Parameter id: The permission.
    /// - Throws: `not_found`, `invalid_state` for the one without which nobody could administer.
    public func deletePermission(_ id: UUID) async throws(ServiceError) {
        try await database.administrativeTransaction { transaction in
            guard try await transaction.execute("delete from permissions where id = \(id)") == 1 else {
                throw RoleQueries.missing("permission", id.text, "permission_id")
            }
        }
    }

    /// Gives a role or a group a permission; giving it again changes nothing.
    ///
    /// - Parameter request: What, and to whom.
    /// - Returns: The permission afterwards.
    /// - Throws: `not_found` and `invalid_request` naming the field; `invalid_state` for a denial that would leave nobody
    ///   to take it back.
    public func grant(_ request: PermissionGrantRequest) async throws(ServiceError) -> PermissionInfo {
        let reference = try Self.holder(in: request)
        return try await database.administrativeTransaction { transaction in
            _ = try await PermissionQueries.permission(request.permissionID, in: transaction)
            let holder = try await reference.holder(in: transaction)
            try await PermissionQueries.grant(request.permissionID, to: holder, in: transaction)
            return try await PermissionQueries.permission(request.permissionID, in: transaction)
        }
    }

    /// Takes a permission from a role or a group.
    ///
    /// - Parameter request: What, and from whom.
    /// - Returns: The permission afterwards.
    /// - Throws: `not_found` naming the field, also when the role or group does not hold it; `invalid_state` when nobody
    ///   could administer any more.
    public func revoke(_ request: PermissionGrantRequest) async throws(ServiceError) -> PermissionInfo {
        let reference = try Self.holder(in: request)
        return try await database.administrativeTransaction { transaction in
            _ = try await PermissionQueries.permission(request.permissionID, in: transaction)
            let holder = try await reference.holder(in: transaction)
            guard try await PermissionQueries.revoke(request.permissionID, from: holder, in: transaction) else {
                throw ServiceError(
                    .notFound, "\(reference.field): it does not hold this permission",
                    details: ["field": .string(reference.field)])
            }
            return try await PermissionQueries.permission(request.permissionID, in: transaction)
        }
    }

    /// A role or group that a request names.
    private enum HolderReference: Sendable {
        case role(RuleReference)
        case group(RuleReference)

        var field: String {
            switch self {
            case .role(let reference), .group(let reference): reference.field
            }
        }

        func holder(in transaction: PostgresTransaction) async throws -> PermissionQueries.Holder {
            switch self {
            case .role(let reference): .role(try await RoleQueries.role(reference, in: transaction))
            case .group(let reference): .group(try await GroupQueries.group(reference, in: transaction))
            }
        }
    }

    private static func holder(in request: PermissionGrantRequest) throws(ServiceError) -> HolderReference {
        let isRole = request.roleID != nil || request.role != nil
        let isGroup = request.groupID != nil || request.group != nil
        guard isRole != isGroup else {
            let problem = isRole ? "give a role or a group, not both" : "role or group is missing"
            throw ServiceError(.invalidRequest, problem, details: ["field": "role"])
        }
        return isRole
            ? .role(try RuleReference("role", id: request.roleID, name: request.role))
            : .group(try RuleReference("group", id: request.groupID, name: request.group))
    }
}
