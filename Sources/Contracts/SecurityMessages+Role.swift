public import FoundationEssentials

/// A role as the wire shows it.
public struct RoleInfo: Codable, Sendable, Equatable {
    /// The role's id.
    public var id: String
    /// Its name.
    public var name: String
    /// What it is for.
    public var description: String
    /// When it was made.
    public var createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, name, description
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Describes a role.
    public init(id: String, name: String, description: String, createdAt: Date, updatedAt: Date) {
        self.id = id
        self.name = name
        self.description = description
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// `security/role/create` and `security/group/create`.
public struct CreateNamedRequest: Codable, Sendable {
    /// The name, one line.
    public var name: Label
    /// What it is for; nothing when absent.
    public var description: Prose?

    /// Asks for a role or a group.
    public init(name: Label, description: Prose? = nil) {
        self.name = name
        self.description = description
    }
}

/// `security/role/delete`: a role by id or by name.
public struct DeleteRoleRequest: Codable, Sendable {
    /// The role's id.
    public var roleID: UUID?
    /// The role's name.
    @Sought public var role: String?

    private enum CodingKeys: String, CodingKey {
        case roleID = "role_id"
        case role
    }

    /// Names a role.
    public init(roleID: UUID? = nil, role: String? = nil) {
        self.roleID = roleID
        self.role = role
    }
}

/// One role.
public struct RoleReply: Codable, Sendable {
    /// The role.
    public var role: RoleInfo

    /// Shows a role.
    public init(role: RoleInfo) { self.role = role }
}

/// `security/role/list`, `security/group/list` and `security/permission/list`: page by page in the order of names.
public struct ListByNameRequest: Codable, Sendable {
    /// The most entries in the answer.
    public var limit: Int?
    /// Where an earlier answer ended.
    @Sought public var cursor: String?

    /// Asks for a page.
    public init(limit: Int? = nil, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}

/// Roles in the order of their names.
public struct ListRolesReply: Codable, Sendable {
    /// The roles.
    public var roles: [RoleInfo]
    /// Where to go on, when there is more.
    public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case roles
        case nextCursor = "next_cursor"
    }

    /// Shows roles.
    public init(roles: [RoleInfo], nextCursor: String? = nil) {
        self.roles = roles
        self.nextCursor = nextCursor
    }
}

/// `security/role/assign` and `security/role/revoke`: a role by id or by name.
public struct RoleRequest: Codable, Sendable {
    /// Who gets or loses it.
    public var userID: UUID
    /// The role's id.
    public var roleID: UUID?
    /// The role's name.
    @Sought public var role: String?

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case roleID = "role_id"
        case role
    }

    /// Asks for a change of roles.
    public init(userID: UUID, roleID: UUID? = nil, role: String? = nil) {
        self.userID = userID
        self.roleID = roleID
        self.role = role
    }
}

/// `security/permission/check`: may somebody do something.
public struct CheckPermissionRequest: Codable, Sendable {
    /// Who; the caller when absent.
    public var userID: UUID?
    /// What is acted on.
    @Sought public var resource: String
    /// What is done.
    @Sought public var action: String

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case resource, action
    }

    /// Asks for a decision.
    public init(userID: UUID? = nil, resource: String, action: String) {
        self.userID = userID
        self.resource = resource
        self.action = action
    }
}

/// A decision and why.
public struct CheckPermissionReply: Codable, Sendable {
    /// Whether the answer is yes.
    public var allowed: Bool
    /// Why, in words.
    public var reason: String
    /// The role or group that decided.
    public var grantedBy: String?

    private enum CodingKeys: String, CodingKey {
        case allowed, reason
        case grantedBy = "granted_by"
    }

    /// Describes a decision.
    public init(allowed: Bool, reason: String, grantedBy: String? = nil) {
        self.allowed = allowed
        self.reason = reason
        self.grantedBy = grantedBy
    }
}
