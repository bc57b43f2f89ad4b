import Access
import Contracts
import FoundationEssentials
public import Hosting
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    /// What it answers.
    public static let routes: [Route<SecurityCoordinator>] =
        loginRoutes + userRoutes + roleRoutes + groupRoutes + permissionRoutes + keyRoutes + certificateRoutes
        + auditRoutes + eventRoutes

    private static let loginRoutes: [Route<SecurityCoordinator>] = [
        .command(
            // A name that is none may be a password in the wrong field.
            "auth/login", .public, [.changes, .secretReply, .identifies],
            naming: { owner, request in owner.knownName(request.username) }
        ) {
            (owner, request: LoginRequest, caller) in try await owner.logIn(request, at: caller.door)
        },
        .command("auth/refresh", .public, [.changes, .secretReply, .identifies]) {
            (owner, request: RefreshRequest, _) in try await owner.refresh(request)
        },
        .command("auth/validate", .public) {
            (owner, request: ValidateRequest, _) in owner.validate(request)
        },
        .command("auth/logout", .authenticated, [.changes, .beforePasswordChange], noting: \.facts) {
            (owner, request: LogoutRequest, caller) in try await owner.logOut(request, for: caller)
        },
    ]

    private static let userRoutes: [Route<SecurityCoordinator>] = [
        .command(
            "user/create", .requires("user", "write"), [.changes, .loginOnly], resource: { $0.username },
            noting: \.facts
        ) {
            (owner, request: CreateUserRequest, caller) in try await owner.createUser(request, for: caller)
        },
        .command("user/get", .ownOr("user", "read") { $0.id }, aliases: ["user_id": "id"]) {
            (owner, request: GetUserRequest, caller) in try await owner.user(request, for: caller)
        },
        .command("user/list", .ownOr("user", "read") { _ in nil }) {
            (owner, request: ListUsersRequest, caller) in try await owner.users(request, for: caller)
        },
        .command(
            "user/update", .requires("user", "write"), [.changes], resource: { $0.id.text }, noting: \.facts,
            aliases: ["user_id": "id"]
        ) {
            (owner, request: UpdateUserRequest, caller) in try await owner.updateUser(request, for: caller)
        },
        .command(
            "user/password", .ownOr("user", "write") { $0.id }, [.changes, .beforePasswordChange, .loginOnly],
            resource: { $0.id?.text }, aliases: ["user_id": "id"]
        ) {
            (owner, request: ChangePasswordRequest, caller) in try await owner.changePassword(request, for: caller)
        },
        .command(
            "user/delete", .requires("user", "delete"), [.changes], resource: { $0.userID.text },
            aliases: ["id": "user_id"]
        ) {
            (owner, request: DeleteUserRequest, caller) in try await owner.deleteUser(request, for: caller)
        },
    ]

    private static let roleRoutes: [Route<SecurityCoordinator>] = [
        .command("role/create", .requires("security", "write"), [.changes], resource: { $0.name.text }) {
            (owner, request: CreateNamedRequest, _) in try await owner.createRole(request)
        },
        .command(
            "role/delete", .requires("security", "write"), [.changes], resource: { $0.role ?? $0.roleID?.text },
            aliases: ["id": "role_id"]
        ) {
            (owner, request: DeleteRoleRequest, _) in try await owner.deleteRole(request)
        },
        .command(
            "role/assign", .requires("security", "write"), [.changes, .loginOnly], resource: { $0.userID.text },
            noting: \.facts
        ) {
            (owner, request: RoleRequest, _) in try await owner.assignRole(request)
        },
        .command(
            "role/revoke", .requires("security", "write"), [.changes], resource: { $0.userID.text }, noting: \.facts
        ) {
            (owner, request: RoleRequest, _) in try await owner.revokeRole(request)
        },
        .command("role/list", .requires("security", "read")) {
            (owner, request: ListByNameRequest, _) in try await owner.roles(request)
        },
    ]

    private static let groupRoutes: [Route<SecurityCoordinator>] = [
        .command("group/create", .requires("security", "write"), [.changes], resource: { $0.name.text }) {
            (owner, request: CreateNamedRequest, _) in try await owner.createGroup(request)
        },
        .command(
            "group/delete", .requires("security", "write"), [.changes], resource: { $0.group ?? $0.groupID?.text },
            aliases: ["id": "group_id"]
        ) {
            (owner, request: GroupRequest, _) in try await owner.deleteGroup(request)
        },
        .command(
            "group/add", .requires("security", "write"), [.changes, .loginOnly], resource: { $0.userID.text },
            noting: \.facts
        ) {
            (owner, request: MembershipRequest, _) in try await owner.addMember(request)
        },
        .command(
            "group/remove", .requires("security", "write"), [.changes], resource: { $0.userID.text }, noting: \.facts
        ) {
            (owner, request: MembershipRequest, _) in try await owner.removeMember(request)
        },
        .command("group/list", .requires("security", "read")) {
            (owner, request: ListByNameRequest, _) in try await owner.groups(request)
        },
    ]

    private static let permissionRoutes: [Route<SecurityCoordinator>] = [
        .command(
            "permission/create", .requires("security", "write"), [.changes],
            resource: { "\($0.resource.text):\($0.action.text)" }
        ) {
            (owner, request: CreatePermissionRequest, _) in try await owner.createPermission(request)
        },
        .command(
            "permission/delete", .requires("security", "write"), [.changes], resource: { $0.permissionID.text },
            aliases: ["id": "permission_id"]
        ) {
            (owner, request: PermissionRequest, _) in try await owner.deletePermission(request)
        },
        .command(
            "permission/grant", .requires("security", "write"), [.changes, .loginOnly],
            resource: { $0.permissionID.text }, noting: \.facts, aliases: ["id": "permission_id"]
        ) {
            (owner, request: PermissionGrantRequest, _) in try await owner.grantPermission(request)
        },
        .command(
            "permission/revoke", .requires("security", "write"), [.changes], resource: { $0.permissionID.text },
            noting: \.facts, aliases: ["id": "permission_id"]
        ) {
            (owner, request: PermissionGrantRequest, _) in try await owner.revokePermission(request)
        },
        .command("permission/list", .requires("security", "read")) {
            (owner, request: ListByNameRequest, _) in try await owner.permissions(request)
        },
        .command("permission/check", .ownOr("security", "read") { $0.userID }) {
            (owner, request: CheckPermissionRequest, caller) in try owner.checkPermission(request, for: caller)
        },
    ]

    private static let auditRoutes: [Route<SecurityCoordinator>] = [
        .command("audit/list", .requires("audit", "read")) {
            (owner, request: AuditListRequest, _) in try await owner.auditReader.lines(request)
        }
    ]

    private static let eventRoutes: [Route<SecurityCoordinator>] = [
        .command("event/subscribe", .requires("security", "read")) {
            (owner, request: SecuritySubscribeRequest, caller) in try owner.subscribe(request, for: caller)
        },
        .command("event/unsubscribe", .requires("security", "read")) {
            (owner, request: SecuritySubscribeRequest, caller) in try owner.unsubscribe(request, for: caller)
        },
    ]
}
