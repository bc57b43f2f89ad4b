import FoundationEssentials

/// Who a name means, and which hash its password is checked against.
struct LoginCandidate: Sendable {
    /// What a login is checked against.
    struct Account: Sendable {
        var id: UUID
        var name: String
        var hash: PasswordHash
        var changedAt: Date
        var failures: LoginFailures
        var isEnabled: Bool

        /// Whether the right password lets in, as far as this copy knows.
        func admits(at date: Date, isDelayed: Bool) -> Bool {
            isEnabled && !(isDelayed && failures.isDelayed(at: date))
        }
    }

    /// The account; nil for a name that no account has.
    var account: Account?
    /// Its hash; for a name that no account has, the hash of some account, always the same one.
    var hash: PasswordHash
}
