import Access
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

    func roles(_ request: ListRolesRequest) async throws -> ListRolesReply {
        let page = try await accounts.roles(limit: try Self.limit(request.limit), after: request.cursor)
        return ListRolesReply(roles: page.roles, nextCursor: page.next)
    }

    func checkPermission(_ request: CheckPermissionRequest, for caller: Caller) throws -> CheckPermissionReply {
        var subject = caller
        if let id = request.userID {
            guard gatekeeper.knows(id) else {
                throw ServiceError(.notFound, "no user \(id.text)", details: ["user_id": .string(id.text)])
            }
            subject = Caller(principal: .user(id), name: "", door: caller.door)
        }
        let decision = gatekeeper.decide(subject, Permission(request.resource, request.action))
        return CheckPermissionReply(
            allowed: decision.allowed, reason: decision.reason, grantedBy: decision.grantedBy)
    }
}
