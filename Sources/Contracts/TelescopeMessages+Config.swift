public import FoundationEssentials
public import Kernel

/// A telescope, as replies give it.
public struct TelescopeConfig: Codable, Sendable, Equatable {
    /// The telescope's id.
    public let id: String
    /// Its name, once per owner.
    public let name: String
    /// Words about it.
    @Explicit public var description: String?
    /// The user or group that owns it.
    public let ownerID: String
    /// Whether that is a user or a group.
    public let ownerType: PrincipalType
    /// Where it stands.
    @Explicit public var siteID: String?
    /// How its mount turns.
    public let mountType: MountType
    /// More about it, in the owner's own form.
    public let settings: JSONValue
    /// Whether it takes commands.
    public let enabled: Bool
    /// Who may know of it.
    public let visibility: TelescopeVisibility
    /// When it was made.
    public let createdAt: Date
    /// When it was last changed.
    public let updatedAt: Date

    /// Describes a telescope.
    public init(
        id: String, name: String, description: String?, ownerID: String, ownerType: PrincipalType, siteID: String?,
        mountType: MountType, settings: JSONValue, enabled: Bool, visibility: TelescopeVisibility, createdAt: Date,
        updatedAt: Date
    ) {
        self.id = id
        self.name = name
        self.ownerID = ownerID
        self.ownerType = ownerType
        self.mountType = mountType
        self.settings = settings
        self.enabled = enabled
        self.visibility = visibility
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.description = description
        self.siteID = siteID
    }

    enum CodingKeys: String, CodingKey {
        case id, name, description, settings, enabled, visibility
        case ownerID = "owner_id"
        case ownerType = "owner_type"
        case siteID = "site_id"
        case mountType = "mount_type"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// Makes a telescope.
public struct ConfigCreateRequest: Decodable, Sendable {
    /// The name, once per owner.
    public let name: Label
    /// How the mount turns.
    public let mountType: MountType
    /// The owner; the caller when nil.
    public let ownerID: UUID?
    /// Whether the owner is a user (when nil) or a group.
    public let ownerType: PrincipalType?
    /// Where it stands; the default observatory when absent, nowhere when null.
    public let siteID: Patch<UUID>
    /// Words about it.
    public let description: Prose?
    /// More about it.
    public let settings: BoundedObject?
    /// Whether it takes commands; true when nil.
    public let enabled: Bool?
    /// Who may know of it; the setting `default_visibility` when nil.
    public let visibility: TelescopeVisibility?

    enum CodingKeys: String, CodingKey {
        case name, description, settings, enabled, visibility
        case mountType = "mount_type"
        case ownerID = "owner_id"
        case ownerType = "owner_type"
        case siteID = "site_id"
    }
}

/// Changes the fields of a telescope that it names.
public struct ConfigUpdateRequest: Decodable, Sendable {
    /// The telescope.
    public let id: UUID
    /// The name.
    public let name: Patch<Label>
    /// How the mount turns.
    public let mountType: Patch<MountType>
    /// Where it stands.
    public let siteID: Patch<UUID>
    /// Words about it.
    public let description: Patch<Prose>
    /// More about it; replaces what was there.
    public let settings: Patch<BoundedObject>
    /// Whether it takes commands.
    public let enabled: Patch<Bool>
    /// Who may know of it.
    public let visibility: Patch<TelescopeVisibility>

    enum CodingKeys: String, CodingKey {
        case id, name, description, settings, enabled, visibility
        case mountType = "mount_type"
        case siteID = "site_id"
    }
}

/// Names a telescope.
public struct ConfigRequest: Codable, Sendable {
    /// The telescope.
    public let id: UUID

    /// Names a telescope.
    public init(id: UUID) { self.id = id }
}

/// Asks for the telescopes that the caller may read, ordered by name.
public struct ConfigListRequest: Codable, Sendable {
    /// The most items.
    public let limit: PageLimit?
    /// Where to go on.
    public let cursor: PageCursor?

    /// Asks for a page.
    public init(limit: PageLimit? = nil, cursor: PageCursor? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}

/// One telescope.
public struct ConfigResponse: Codable, Sendable {
    /// The telescope's id.
    public let id: String
    /// The telescope.
    public let config: TelescopeConfig
    /// With whom it is shared; only for callers who may write.
    public let shares: [TelescopeShare]?

    /// Wraps a telescope.
    public init(_ config: TelescopeConfig, shares: [TelescopeShare]? = nil) {
        id = config.id
        self.config = config
        self.shares = shares
    }
}

/// A page of telescopes.
public struct ConfigListResponse: Codable, Sendable {
    /// The telescopes.
    public let configs: [TelescopeConfig]
    /// Where the next page begins, when there is one.
    public let nextCursor: PageCursor?

    /// Describes a page.
    public init(configs: [TelescopeConfig], nextCursor: PageCursor?) {
        self.configs = configs
        self.nextCursor = nextCursor
    }

    enum CodingKeys: String, CodingKey {
        case configs
        case nextCursor = "next_cursor"
    }
}
