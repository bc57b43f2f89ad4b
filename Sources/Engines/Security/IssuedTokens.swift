public import FoundationEssentials

/// What a login hands out.
public struct IssuedTokens: Sendable {
    /// Whose they are.
    public let user: UUID
    /// The token.
    public let token: String
    /// When the token ends.
    public let expiresAt: Date
    /// The refresh token.
    public let refreshToken: String
    /// When the refresh token ends.
    public let refreshExpiresAt: Date
    /// Whether the password must be changed first.
    public let mustChangePassword: Bool
}
