public import FoundationEssentials
public import Kernel

/// An account as the wire shows it.
public struct UserInfo: Codable, Sendable, Equatable {
    /// The account's id.
    public var id: String
    /// Its name.
    public var username: String
    /// Its address.
    public var email: String
    /// False when it may not log in.
    public var enabled: Bool
    /// The names of the roles it holds itself.
    public var roles: [String]
    /// The names of the groups it is in.
    public var groups: [String]
    /// When it was made.
    public var createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, username, email, enabled, roles, groups
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Describes an account.
    public init(
        id: String, username: String, email: String, enabled: Bool, roles: [String], groups: [String],
        createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.username = username
        self.email = email
        self.enabled = enabled
        self.roles = roles
        self.groups = groups
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An answer that shows one account.
public struct UserReply: Codable, Sendable {
    /// The account.
    public var user: UserInfo

    /// Shows an account.
    public init(user: UserInfo) {
        self.user = user
    }
}

/// `security/user/create`: an account with its first password.
public struct CreateUserRequest: Codable, Sendable {
    /// The name, unique whatever its case.
    public var username: String
    /// The address, unique whatever its case.
    public var email: String
    /// The first password.
    public var password: String
    /// Roles by name or id.
    @Sought public var roles: [String]?
    /// Groups by name or id.
    @Sought public var groups: [String]?

    /// Asks for an account.
    public init(
        username: String, email: String, password: String, roles: [String]? = nil, groups: [String]? = nil
    ) {
        self.username = username
        self.email = email
        self.password = password
        self.roles = roles
        self.groups = groups
    }
}

/// `security/user/get`: the caller's own account when no id is given.
public struct GetUserRequest: Codable, Sendable {
    /// The account.
    public var id: UUID?

    /// Asks for an account.
    public init(id: UUID? = nil) {
        self.id = id
    }
}

/// `security/user/list`: accounts, page by page.
public struct ListUsersRequest: Codable, Sendable {
    /// Only accounts that are, or are not, enabled.
    public var enabled: Bool?
    /// The most accounts in the answer.
    public var limit: Int?
    /// Where an earlier answer ended.
    @Sought public var cursor: String?

    /// Asks for accounts.
    public init(enabled: Bool? = nil, limit: Int? = nil, cursor: String? = nil) {
        self.enabled = enabled
        self.limit = limit
        self.cursor = cursor
    }
}

/// Accounts in the order of their names.
public struct ListUsersReply: Codable, Sendable {
    /// The accounts.
    public var users: [UserInfo]
    /// Where to go on, when there is more.
    public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case users
        case nextCursor = "next_cursor"
    }

    /// Shows accounts.
    public init(users: [UserInfo], nextCursor: String? = nil) {
        self.users = users
        self.nextCursor = nextCursor
    }
}

/// `security/user/update`: changes only what it names.
public struct UpdateUserRequest: Decodable, Sendable {
    /// The account.
    public var id: UUID
    /// Its new address.
    public var email: Patch<String>
    /// Whether it may log in.
    public var enabled: Patch<Bool>
    /// Its new name.
    public var username: Patch<String>

    /// Asks for a change.
    public init(
        id: UUID, email: Patch<String> = .keep, enabled: Patch<Bool> = .keep, username: Patch<String> = .keep
    ) {
        self.id = id
        self.email = email
        self.enabled = enabled
        self.username = username
    }
}

/// `security/user/password`: one's own with the current one, or somebody else's.
public struct ChangePasswordRequest: Codable, Sendable {
    /// The account; the caller's own when absent.
    public var id: UUID?
    /// The password until now; needed for one's own.
    public var currentPassword: String?
    /// The password from now on.
    public var newPassword: String

    private enum CodingKeys: String, CodingKey {
        case id
        case currentPassword = "current_password"
        case newPassword = "new_password"
    }

    /// Asks for a change.
    public init(id: UUID? = nil, currentPassword: String? = nil, newPassword: String) {
        self.id = id
        self.currentPassword = currentPassword
        self.newPassword = newPassword
    }
}

/// `security/user/delete`: disables the account and revokes its tokens.
public struct DeleteUserRequest: Codable, Sendable {
    /// The account.
    public var userID: UUID

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
    }

    /// Asks for the end of an account.
    public init(userID: UUID) {
        self.userID = userID
    }
}
