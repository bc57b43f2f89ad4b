public import FoundationEssentials

/// `security/apikey/create`: a key for a program.
public struct CreateAPIKeyRequest: Decodable, Sendable {
    /// What it is called, unique among its owner's keys.
    public let name: Label
    /// The permissions that it passes on from its owner.
    public let scopes: [KeyScope]
    /// When it ends; never when nil.
    public let expiresAt: Date?
    /// Whose it is; the caller's own when nil.
    public let userID: UUID?

    private enum CodingKeys: String, CodingKey {
        case name, scopes
        case expiresAt = "expires_at"
        case userID = "user_id"
    }

    /// Asks for a key.
    public init(name: Label, scopes: [KeyScope], expiresAt: Date? = nil, userID: UUID? = nil) {
        self.name = name
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.userID = userID
    }
}

/// The key that was made: its text is shown this once.
public struct CreateAPIKeyReply: Encodable, Sendable {
    /// The key's id.
    public let id: String
    /// The key itself.
    public let apiKey: String
    /// What may be told of it.
    public let key: APIKeyInfo

    private enum CodingKeys: String, CodingKey {
        case id, key
        case apiKey = "api_key"
    }

    /// Shows a key.
    public init(apiKey: String, key: APIKeyInfo) {
        id = key.id
        self.apiKey = apiKey
        self.key = key
    }
}

/// `security/apikey/revoke`.
public struct APIKeyRequest: Decodable, Sendable {
    /// The key's id.
    public let id: UUID

    /// Names a key.
    public init(id: UUID) { self.id = id }
}

/// One key.
public struct APIKeyReply: Encodable, Sendable {
    /// What may be told of it.
    public let key: APIKeyInfo

    /// Shows a key.
    public init(key: APIKeyInfo) { self.key = key }
}

/// `security/apikey/list`: the keys that the caller may see, page by page.
public struct ListAPIKeysRequest: Decodable, Sendable {
    /// Only those of this account.
    public let userID: UUID?
    /// The most keys in the answer.
    public let limit: PageLimit?
    /// Where an earlier answer ended.
    public let cursor: PageCursor?

    private enum CodingKeys: String, CodingKey {
        case limit, cursor
        case userID = "user_id"
    }

    /// Asks for keys.
    public init(userID: UUID? = nil, limit: PageLimit? = nil, cursor: PageCursor? = nil) {
        self.userID = userID
        self.limit = limit
        self.cursor = cursor
    }
}

/// Keys in the order of their owners' names and their own.
public struct ListAPIKeysReply: Encodable, Sendable {
    /// The keys.
    public let keys: [APIKeyInfo]
    /// Where to go on, when there is more.
    public let nextCursor: PageCursor?

    private enum CodingKeys: String, CodingKey {
        case keys
        case nextCursor = "next_cursor"
    }

    /// Shows keys.
    public init(keys: [APIKeyInfo], nextCursor: PageCursor? = nil) {
        self.keys = keys
        self.nextCursor = nextCursor
    }
}

/// A key as the wire shows it: never its text.
public struct APIKeyInfo: Codable, Sendable, Equatable {
    /// The key's id.
    public let id: String
    /// What it is called.
    public let name: String
    /// The id of its owner.
    public let userID: String
    /// The name of its owner.
    public let username: String
    /// What it may be used for.
    public let scopes: [String]
    /// When it was made.
    public let createdAt: Date
    /// When it ends; never when null.
    @Explicit public var expiresAt: Date?
    /// When it was used last, to the minute; null when it never was.
    @Explicit public var lastUsedAt: Date?
    /// When it was revoked; null when it was not.
    @Explicit public var revokedAt: Date?

    private enum CodingKeys: String, CodingKey {
        case id, name, username, scopes
        case userID = "user_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
        case revokedAt = "revoked_at"
    }

    /// Describes a key.
    public init(
        id: String, name: String, userID: String, username: String, scopes: [String], createdAt: Date,
        expiresAt: Date?, lastUsedAt: Date?, revokedAt: Date?
    ) {
        self.id = id
        self.name = name
        self.userID = userID
        self.username = username
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }
}
