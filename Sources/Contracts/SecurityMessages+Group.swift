public import FoundationEssentials

/// A group as the wire shows it.
public struct GroupInfo: Codable, Sendable, Equatable {
    /// The group's id.
    public var id: String
    /// Its name.
    public var name: String
    /// What it is for.
    public var description: String
    /// The names of the roles that its members hold through it.
    public var roles: [String]
    /// How many accounts belong to it.
    public var members: Int
    /// When it was made.
    public var createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, name, description, roles, members
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Describes a group.
    public init(
        id: String, name: String, description: String, roles: [String], members: Int, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.roles = roles
        self.members = members
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One group.
public struct GroupReply: Codable, Sendable {
    /// The group.
    public var group: GroupInfo

    /// Shows a group.
    public init(group: GroupInfo) { self.group = group }
}

/// Groups in the order of their names.
public struct ListGroupsReply: Codable, Sendable {
    /// The groups.
    public var groups: [GroupInfo]
    /// Where to go on, when there is more.
    public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case groups
        case nextCursor = "next_cursor"
    }

    /// Shows groups.
    public init(groups: [GroupInfo], nextCursor: String? = nil) {
        self.groups = groups
        self.nextCursor = nextCursor
    }
}

/// `security/group/delete`: a group by id or by name.
public struct GroupRequest: Codable, Sendable {
    /// The group's id.
    public var groupID: UUID?
    /// The group's name.
    @Sought public var group: String?

    private enum CodingKeys: String, CodingKey {
        case groupID = "group_id"
        case group
    }

    /// Names a group.
    public init(groupID: UUID? = nil, group: String? = nil) {
        self.groupID = groupID
        self.group = group
    }
}

/// `security/group/add` and `security/group/remove`: an account and a group by id or by name.
public struct MembershipRequest: Codable, Sendable {
    /// Who belongs, or no longer belongs, to it.
    public var userID: UUID
    /// The group's id.
    public var groupID: UUID?
    /// The group's name.
    @Sought public var group: String?

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case groupID = "group_id"
        case group
    }

    /// Asks for a change of membership.
    public init(userID: UUID, groupID: UUID? = nil, group: String? = nil) {
        self.userID = userID
        self.groupID = groupID
        self.group = group
    }
}
