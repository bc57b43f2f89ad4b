public import FoundationEssentials

/// The key that a caller acts by: what it is called and what it may be used for, never its secret.
public struct APIKey: Sendable, Hashable {
    /// The key's id.
    public let id: UUID
    /// The name its owner gave it.
    public let name: String
    /// The permissions that it passes on from its owner; it gives none that the owner does not hold.
    public let scopes: Set<Permission>

    /// Describes a key.
    public init(id: UUID, name: String, scopes: Set<Permission>) {
        self.id = id
        self.name = name
        self.scopes = scopes
    }

    /// Whether it may be used for something, if its owner may do that.
    public func names(_ permission: Permission) -> Bool { scopes.contains(permission) }

    /// What is said when it may not be used for something.
    public func refusal(of permission: Permission) -> String { "the API key \(name) is not scoped to \(permission)" }
}
