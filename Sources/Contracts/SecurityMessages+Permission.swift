public import FoundationEssentials

/// What a permission does to whoever holds it; a denial beats every grant.
public enum PermissionEffect: String, WireChoice {
    case allow
    case deny
}

/// A permission as the wire shows it.
public struct PermissionInfo: Codable, Sendable, Equatable {
    /// The permission's id.
    public var id: String
    /// What is acted on.
    public var resource: String
    /// What is done.
    public var action: String
    /// Whether it allows or denies.
    public var effect: PermissionEffect
    /// The names of the roles that hold it.
    public var roles: [String]
    /// The names of the groups that hold it themselves.
    public var groups: [String]
    /// When it was made.
    public var createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, resource, action, effect, roles, groups
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Describes a permission.
    public init(
        id: String, resource: String, action: String, effect: PermissionEffect, roles: [String], groups: [String],
        createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.resource = resource
        self.action = action
        self.effect = effect
        self.roles = roles
        self.groups = groups
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One permission.
public struct PermissionReply: Codable, Sendable {
    /// The permission.
    public var permission: PermissionInfo

    /// Shows a permission.
    public init(permission: PermissionInfo) { self.permission = permission }
}

/// Permissions in the order of resource, action and effect.
public struct ListPermissionsReply: Codable, Sendable {
    /// The permissions.
    public var permissions: [PermissionInfo]
    /// Where to go on, when there is more.
    public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case permissions
        case nextCursor = "next_cursor"
    }

    /// Shows permissions.
    public init(permissions: [PermissionInfo], nextCursor: String? = nil) {
        self.permissions = permissions
        self.nextCursor = nextCursor
    }
}

/// `security/permission/create`: a right that can then be given to roles and groups.
public struct CreatePermissionRequest: Codable, Sendable {
    /// What is acted on.
    public var resource: Word
    /// What is done.
    public var action: Word
    /// Whether it allows or denies; it allows when absent.
    public var effect: PermissionEffect?

    /// Asks for a permission.
    public init(resource: Word, action: Word, effect: PermissionEffect? = nil) {
        self.resource = resource
        self.action = action
        self.effect = effect
    }
}

/// `security/permission/delete`.
public struct PermissionRequest: Codable, Sendable {
    /// The permission's id.
    public var permissionID: UUID

    private enum CodingKeys: String, CodingKey {
        case permissionID = "permission_id"
    }

    /// Names a permission.
    public init(permissionID: UUID) { self.permissionID = permissionID }
}

/// `security/permission/grant` and `security/permission/revoke`: a permission and the one role or group that gets or loses it.
public struct PermissionGrantRequest: Codable, Sendable {
    /// The permission's id.
    public var permissionID: UUID
    /// The role's id.
    public var roleID: UUID?
    /// The role's name.
    @Sought public var role: String?
    /// The group's id.
    public var groupID: UUID?
    /// The group's name.
    @Sought public var group: String?

    private enum CodingKeys: String, CodingKey {
        case permissionID = "permission_id"
        case roleID = "role_id"
        case role
        case groupID = "group_id"
        case group
    }

    /// Asks for a change of who holds a permission.
    public init(
        permissionID: UUID, roleID: UUID? = nil, role: String? = nil, groupID: UUID? = nil, group: String? = nil
    ) {
        self.permissionID = permissionID
        self.roleID = roleID
        self.role = role
        self.groupID = groupID
        self.group = group
    }
}
