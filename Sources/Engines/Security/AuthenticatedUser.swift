public import Contracts
public import FoundationEssentials

/// Somebody who gave the right password.
public struct AuthenticatedUser: Sendable {
    /// The account's id.
    public let id: UUID
    /// The account.
    public let info: UserInfo
    /// Whether the password must be changed first.
    public let mustChangePassword: Bool
    /// The hash that the password belongs to: what it entitles to holds while the account has this one.
    let passwordHash: String
}
