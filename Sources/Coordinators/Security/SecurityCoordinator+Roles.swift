import Contracts
import FoundationEssentials
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    func assignRole(_ request: RoleRequest) async throws -> UserReply {
        let user = try await accounts.assign(request)
        try await freshen()
        return UserReply(user: user)
    }

    func revokeRole(_ request: RoleRequest) async throws -> UserReply {
        let user = try await accounts.revoke(request)
        try await freshen()
        return UserReply(user: user)
    }

    func roles(_ request: ListByNameRequest) async throws -> ListRolesReply {
        let page = try await accounts.roles(limit: try Self.limit(request.limit), after: request.cursor)
        return ListRolesReply(roles: page.roles, nextCursor: page.next)
    }

    func createRole(_ request: CreateNamedRequest) async throws -> RoleReply {
        let role = try await accounts.createRole(request)
        try await freshen()
        return RoleReply(role: role)
    }

    func deleteRole(_ request: DeleteRoleRequest) async throws -> Empty {
        try await accounts.deleteRole(request)
        try await freshen()
        return Empty()
    }
}
