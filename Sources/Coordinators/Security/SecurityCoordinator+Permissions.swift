import Access
import Contracts
import FoundationEssentials
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    func permissions(_ request: ListByNameRequest) async throws -> ListPermissionsReply {
        let page = try await accounts.permissions(limit: try Self.limit(request.limit), after: request.cursor)
        return ListPermissionsReply(permissions: page.permissions, nextCursor: page.next)
    }

    func createPermission(_ request: CreatePermissionRequest) async throws -> PermissionReply {
        let permission = try await accounts.createPermission(request)
        try await freshen()
        return PermissionReply(permission: permission)
    }

    func deletePermission(_ request: PermissionRequest) async throws -> Empty {
        try await accounts.deletePermission(request.permissionID)
        try await freshen()
        return Empty()
    }

    func grantPermission(_ request: PermissionGrantRequest) async throws -> PermissionReply {
        let permission = try await accounts.grant(request)
        try await freshen()
        return PermissionReply(permission: permission)
    }

    func revokePermission(_ request: PermissionGrantRequest) async throws -> PermissionReply {
        let permission = try await accounts.revoke(request)
        try await freshen()
        return PermissionReply(permission: permission)
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
