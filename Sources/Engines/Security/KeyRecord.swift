package import Access
package import FoundationEssentials

/// An API key as the database holds it.
package struct KeyRecord: Sendable {
    /// What callers who show it carry.
    package var key: APIKey
    /// Whose it is.
    package var owner: UUID
    /// The SHA-256 of its text.
    package var hash: Data
    /// When it ends, if it does.
    package var expiresAt: Date?
    /// Whether it was revoked.
    package var isRevoked: Bool

    /// Describes a key.
    package init(key: APIKey, owner: UUID, hash: Data, expiresAt: Date? = nil, isRevoked: Bool = false) {
        self.key = key
        self.owner = owner
        self.hash = hash
        self.expiresAt = expiresAt
        self.isRevoked = isRevoked
    }
}

extension Permission {
    /// Reads `resource:action`; nil for anything else.
    init?(scope text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let resource = parts.first, let action = parts.last, !resource.isEmpty, !action.isEmpty
        else { return nil }
        self.init(String(resource), String(action))
    }
}
