public import FoundationEssentials

/// Lends a telescope to somebody.
public struct ConfigShareRequest: Decodable, Sendable {
    /// The telescope.
    public let id: UUID
    /// To whom.
    public let principalID: UUID
    /// Whether that is a user (when nil) or a group.
    public let principalType: PrincipalType?
    /// What they may do.
    public let permission: TelescopeAction
    /// Until when; for ever when nil.
    public let expiresAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, permission
        case principalID = "principal_id"
        case principalType = "principal_type"
        case expiresAt = "expires_at"
    }
}

/// Takes a telescope back from somebody.
public struct ConfigUnshareRequest: Decodable, Sendable {
    /// The telescope.
    public let id: UUID
    /// From whom.
    public let principalID: UUID
    /// Whether that is a user (when nil) or a group.
    public let principalType: PrincipalType?
    /// What they may no longer do by this grant; everything when nil.
    public let permission: TelescopeAction?

    enum CodingKeys: String, CodingKey {
        case id, permission
        case principalID = "principal_id"
        case principalType = "principal_type"
    }
}

/// Somebody to whom a telescope is lent.
public struct TelescopeShare: Codable, Sendable, Equatable {
    /// To whom.
    public let principalID: String
    /// Whether that is a user or a group.
    public let principalType: PrincipalType
    /// What they may do.
    public let permission: TelescopeAction
    /// Until when; for ever when null.
    @Explicit public var expiresAt: Date?

    /// Describes a grant.
    public init(principalID: String, principalType: PrincipalType, permission: TelescopeAction, expiresAt: Date?) {
        self.principalID = principalID
        self.principalType = principalType
        self.permission = permission
        self.expiresAt = expiresAt
    }

    enum CodingKeys: String, CodingKey {
        case permission
        case principalID = "principal_id"
        case principalType = "principal_type"
        case expiresAt = "expires_at"
    }
}

/// A telescope and all to whom it is lent now.
public struct ConfigSharesResponse: Codable, Sendable {
    /// The telescope.
    public let id: String
    /// To whom it is lent.
    public let shares: [TelescopeShare]

    /// Describes the grants.
    public init(id: String, shares: [TelescopeShare]) {
        self.id = id
        self.shares = shares
    }
}
