import Contracts
public import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// Changes a password; every other login of the account ends.
    ///
    /// - Parameters:
    ///   - id: The account.
    ///   - current: The password until now, needed for one's own account; nil changes it without.
    ///   - new: The password from now on.
    ///   - kept: The token whose login goes on.
    /// - Throws: `forbidden` when the current password is wrong, `invalid_request` when the new one is not good enough.
    public func changePassword(
        of id: UUID, from current: String?, to new: String, keeping kept: UUID?
    ) async throws(ServiceError) {
        let owner = try await user(id)
        let new = try AccountRules.password(
            new, field: "new_password", minimum: policy.passwordMinLength,
            knowing: AccountRules.words(username: owner.username, email: owner.email))
        var replaced: String?
        if let current {
            replaced = try await confirm(current, of: id)
            guard current != new else {
                throw ServiceError(
                    .invalidRequest, "new_password must differ from the current one",
                    details: ["field": "new_password"])
            }
        }
        try await setPassword(new, of: id, replacing: replaced, keeping: kept)
    }

    /// Stores a password, ends the delay of the account and its other logins.
    ///
    /// - Parameters:
    ///   - password: A password that the rules accept.
    ///   - id: The account.
    ///   - replaced: The hash that the account must still have; nil for any.
    ///   - kept: The token whose login goes on.
    ///   - enabling: Whether the account is enabled by it.
    /// - Throws: `conflict` when the account has another hash by now, `not_found` when there is no account.
    func setPassword(
        _ password: String, of id: UUID, replacing replaced: String? = nil, keeping kept: UUID?, enabling: Bool = false
    ) async throws(ServiceError) {
        let hash = try await hashed(password)
        let date = time.date()
        try await database.transaction { transaction in
            let touched = try await transaction.execute(
                """
                update users set password_hash = \(hash.text), password_key_id = \(hash.keyID), password_changed_at = \(date),
                    must_change_password = false, failed_logins = 0, locked_until = null, enabled = enabled or \(enabling)
                where id = \(id) and password_hash = coalesce(\(replaced)::text, password_hash)
                """)
            guard touched == 1 else {
                throw replaced == nil
                    ? UserQueries.missing(id)
                    : ServiceError(.conflict, "the password was changed by somebody else in the meantime")
            }
            try await Revocation.revokeAll(of: id, except: kept, at: date, in: transaction)
        }
    }

    /// Checks the current password of somebody who is known by a token.
    ///
    /// - Returns: The hash that it belongs to.
    private func confirm(_ password: String, of id: UUID) async throws(ServiceError) -> String {
        guard let account = try await self.account("select 1 as rank, * from users where id = \(id)")?.account else {
            throw UserQueries.missing(id)
        }
        do {
            return try await authenticate(
                LoginCandidate(account: account, hash: account.hash), account.name, password, by: innerHasher,
                isDelayed: true
            ).passwordHash
        } catch {
            guard error.code == .unauthenticated else { throw error }
            let date = time.date()
            guard let end = account.failures.delayedUntil, end > date else {
                throw ServiceError.denied("current_password is wrong", details: ["field": "current_password"])
            }
            // It is one's own account: why a right password is refused is no secret.
            throw ServiceError(
                .tooManyRequests, "after wrong passwords the next one is looked at later",
                details: ["retry_after_seconds": .number(end.timeIntervalSince(date).rounded(.up))])
        }
    }
}
