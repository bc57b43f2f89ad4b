public import FoundationEssentials

/// An authenticated principal and the circumstances of one request.
public struct Caller: Sendable {
    /// Who asks.
    public let principal: Principal
    /// The account's name, for people to read.
    public let name: String
    /// Through which door the request came.
    public let door: Door
    /// The token's `jti`, when a token was shown.
    public let tokenID: UUID?
    /// When the credentials end, if they do.
    public let expiresAt: Date?
    /// True while the account must change its password before anything else.
    public let mustChangePassword: Bool
    /// The node that passed the request on, when one did.
    public let passedOnBy: String?
    /// The key that the caller acts by, which bounds everything the caller may do; nil after a login.
    public let apiKey: APIKey?
    /// The role that nobody in particular acts with, when the installation lets nobody act with one (`anonymous_role`).
    public let standInRole: String?

    /// Describes a caller.
    public init(
        principal: Principal, name: String, door: Door, tokenID: UUID? = nil, expiresAt: Date? = nil,
        mustChangePassword: Bool = false, passedOnBy: String? = nil, apiKey: APIKey? = nil, standInRole: String? = nil
    ) {
        self.principal = principal
        self.name = name
        self.door = door
        self.tokenID = tokenID
        self.expiresAt = expiresAt
        self.mustChangePassword = mustChangePassword
        self.passedOnBy = passedOnBy
        self.apiKey = apiKey
        self.standInRole = standInRole
    }

    /// Nobody in particular at a door, with the rights of a role where the installation lends them one.
    public static func anonymous(at door: Door, as role: String? = nil) -> Caller {
        Caller(principal: .anonymous, name: "anonymous", door: door, standInRole: role)
    }

    /// The user's id, when the caller is a user.
    public var userID: UUID? {
        guard case .user(let id) = principal else { return nil }
        return id
    }

    /// In whose name a node passes on what the caller asks; nil when the caller is a node, which asks for itself.
    public var mandate: Mandate? {
        if let apiKey { return .apiKey(apiKey.id) }
        return switch principal {
        case .user(let id): .user(id)
        case .anonymous: .nobody
        case .node: nil
        }
    }

    /// The node's name, when the caller is a node.
    public var nodeName: String? {
        guard case .node(let name) = principal else { return nil }
        return name
    }
}
