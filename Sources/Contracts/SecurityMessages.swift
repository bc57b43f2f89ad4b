public import FoundationEssentials

/// `security/auth/login`: a name and a password.
public struct LoginRequest: Codable, Sendable {
    /// The account's name, in any case.
    public var username: String
    /// The password.
    public var password: String

    /// Asks for a login.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

/// `security/auth/refresh`: the second half of an earlier login.
public struct RefreshRequest: Codable, Sendable {
    /// The refresh token, which is spent by this.
    public var refreshToken: String

    private enum CodingKeys: String, CodingKey {
        case refreshToken = "refresh_token"
    }

    /// Asks for the next token.
    public init(refreshToken: String) {
        self.refreshToken = refreshToken
    }
}

/// The answer to a login or refresh: tokens and whose they are.
public struct LoginReply: Codable, Sendable {
    /// The token to show with every command.
    public var token: String
    /// When the token ends.
    public var expiresAt: Date
    /// What buys the next token, once.
    public var refreshToken: String
    /// When the refresh token ends.
    public var refreshExpiresAt: Date
    /// Whose they are.
    public var user: UserInfo
    /// True while nothing but a change of the password is allowed.
    public var mustChangePassword: Bool

    private enum CodingKeys: String, CodingKey {
        case token
        case expiresAt = "expires_at"
        case refreshToken = "refresh_token"
        case refreshExpiresAt = "refresh_expires_at"
        case user
        case mustChangePassword = "must_change_password"
    }

    /// Hands out tokens.
    public init(
        token: String, expiresAt: Date, refreshToken: String, refreshExpiresAt: Date, user: UserInfo,
        mustChangePassword: Bool
    ) {
        self.token = token
        self.expiresAt = expiresAt
        self.refreshToken = refreshToken
        self.refreshExpiresAt = refreshExpiresAt
        self.user = user
        self.mustChangePassword = mustChangePassword
    }
}

/// `security/auth/validate`: a token as data, not as identity.
public struct ValidateRequest: Codable, Sendable {
    /// The token to look at.
    public var token: String

    /// Asks about a token.
    public init(token: String) {
        self.token = token
    }
}

/// What is to be said about a token.
public struct ValidateReply: Codable, Sendable {
    /// Whether a command that shows it would be believed.
    public var valid: Bool
    /// The user it belongs to; absent for a node's token.
    public var userID: String?
    /// When it ends.
    public var expiresAt: Date?
    /// What is wrong with it.
    public var error: String?

    private enum CodingKeys: String, CodingKey {
        case valid
        case userID = "user_id"
        case expiresAt = "expires_at"
        case error
    }

    /// Describes a token.
    public init(valid: Bool, userID: String? = nil, expiresAt: Date? = nil, error: String? = nil) {
        self.valid = valid
        self.userID = userID
        self.expiresAt = expiresAt
        self.error = error
    }
}

/// `security/auth/logout`: ends a login.
public struct LogoutRequest: Codable, Sendable {
    /// The token whose login ends; the one that was shown when absent.
    public var token: String?
    /// True to end every login of the account.
    public var everywhere: Bool?

    /// Asks for an end.
    public init(token: String? = nil, everywhere: Bool? = nil) {
        self.token = token
        self.everywhere = everywhere
    }
}
