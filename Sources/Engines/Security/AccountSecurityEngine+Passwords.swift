public import Access
import Contracts
public import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// What a login is checked against.
    private struct Stored {
        var id: UUID
        var name: String
        var hash: PasswordHash
        var changedAt: Date
        var failures: LoginFailures
    }

    /// How many passwords were hashed since the start.
    public var hashesComputed: Int {
        get async { await hasher.computed }
    }

    /// How many logins wait for their hash.
    public var hashesWaiting: Int {
        get async { await hasher.waitingCount }
    }

    /// Checks a name and a password.
    ///
    /// Whatever the reason of a refusal, it takes one bcrypt and says the same: nobody learns which accounts exist.
    ///
    /// At the control socket passwords are neither delayed nor counted: whoever may open it can also set any password with
    /// `bigskies admin reset-password`, and there the last administrator gets in whatever others try elsewhere.
    /// - Parameters:
    ///   - username: The account's name, in any case.
    ///   - password: The password.
    ///   - door: Where it was given.
    /// - Returns: The account.
    /// - Throws: `unauthenticated` when it is refused, `too_many_requests` when too many wait.
    public func authenticate(
        username: String, password: String, at door: Door = .mqtt
    ) async throws(ServiceError) -> AuthenticatedUser {
        try await authenticate(try await stored(username: username), username, password, isDelayed: door != .control)
    }

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
        if let current {
            try await confirm(current, of: id)
            guard current != new else {
                throw ServiceError(
                    .invalidRequest, "new_password must differ from the current one",
                    details: ["field": "new_password"])
            }
        }
        try await setPassword(new, of: id, keeping: kept)
    }

    /// Stores a password, ends the delay of the account and its other logins.
    func setPassword(_ password: String, of id: UUID, keeping kept: UUID?) async throws(ServiceError) {
        let hash = try await hashed(password)
        let date = time.date()
        try await database.transaction { transaction in
            let touched = try await transaction.execute(
                """
                update users set password_hash = \(hash.text), password_key_id = \(hash.keyID), password_changed_at = \(date),
                    must_change_password = false, failed_logins = 0, locked_until = null
                where id = \(id)
                """)
            guard touched == 1 else { throw UserQueries.missing(id) }
            try await Revocation.revokeAll(of: id, except: kept, at: date, in: transaction)
        }
    }

    /// Checks the current password of somebody who is known by a token.
    private func confirm(_ password: String, of id: UUID) async throws(ServiceError) {
        let stored = try await stored(id: id)
        let failures = stored?.failures ?? LoginFailures()
        do {
            _ = try await authenticate(stored, stored?.name ?? "", password, isDelayed: true)
        } catch {
            guard error.code == .unauthenticated else { throw error }
            let date = time.date()
            guard let end = failures.delayedUntil, end > date else {
                throw ServiceError(.forbidden, "current_password is wrong", details: ["field": "current_password"])
            }
            // It is one's own account: why a right password is refused is no secret.
            throw ServiceError(
                .tooManyRequests, "after wrong passwords the next one is looked at later",
                details: ["retry_after_seconds": .number(end.timeIntervalSince(date).rounded(.up))])
        }
    }

    private func authenticate(
        _ stored: Stored?, _ name: String, _ password: String, isDelayed: Bool
    ) async throws(ServiceError) -> AuthenticatedUser {
        let matches = try await matches(password, stored?.hash ?? Self.nobodysHash(cost: policy.bcryptCost))
        // What nobody could check was no attempt: it is not counted, and looks from outside like any other refusal.
        guard matches || stored.map({ canCheck($0.hash) }) ?? true else { throw Self.refusal }
        let date = time.date()
        guard let stored, matches else {
            if isDelayed { try await countFailure(of: (stored?.id, stored?.name ?? name), at: date) }
            throw Self.refusal
        }
        let mustChange = try await admit(stored, at: date, isDelayed: isDelayed)
        if !isUpToDate(stored.hash) { try await hashAgain(password, for: stored) }
        return AuthenticatedUser(
            id: stored.id, info: try await user(stored.id), mustChangePassword: mustChange)
    }

    /// Lets somebody in who gave the right password, if the account is enabled and not delayed at this moment.
    private func admit(_ stored: Stored, at date: Date, isDelayed: Bool) async throws(ServiceError) -> Bool {
        let expiry = policy.passwordExpiry.seconds
        let isOld = expiry > 0 && stored.changedAt.addingTimeInterval(expiry) <= date
        // The counter may have been moved by others since it was read, so the row decides, not the copy of it.
        let admitted: SQL = """
            id = \(stored.id) and password_hash = \(stored.hash.text) and enabled
            and (not \(isDelayed)::boolean or locked_until is null or locked_until <= \(date))
            """
        let isClean = stored.failures == LoginFailures() && !isOld
        let rows = try await database.query(
            isClean
                ? "select must_change_password from users where \(admitted)"
                : """
                update users set failed_logins = 0, locked_until = null,
                    must_change_password = must_change_password or \(isOld)::boolean
                where \(admitted) returning must_change_password
                """)
        guard let row = rows.first else { throw Self.refusal }
        if stored.failures.delayedUntil != nil {
            tell(
                SecurityEvent(
                    .released, userID: stored.id.text, username: stored.name, failedLogins: stored.failures.count))
        }
        do {
            return try row.decode("must_change_password")
        } catch {
            throw ServiceError(error)
        }
    }

    /// Brings a hash up to the cost of the settings and to the current key while the password is at hand.
    private func hashAgain(_ password: String, for stored: Stored) async throws(ServiceError) {
        let hash = try await hashed(password)
        try await database.query(
            """
            update users set password_hash = \(hash.text), password_key_id = \(hash.keyID)
            where id = \(stored.id) and password_hash = \(stored.hash.text)
            """)
    }

    private func stored(username: String) async throws(ServiceError) -> Stored? {
        // A name that no account can have is not looked up, and is refused like any other unknown name.
        guard let username = try? AccountRules.username(username) else { return nil }
        return try await stored(where: "lower(username) = lower(\(username))")
    }

    private func stored(id: UUID) async throws(ServiceError) -> Stored? {
        try await stored(where: "id = \(id)")
    }

    private func stored(where condition: SQL) async throws(ServiceError) -> Stored? {
        let rows = try await database.query(
            """
            select id, username, password_hash, password_key_id, password_changed_at, failed_logins, locked_until
            from users where \(condition)
            """)
        do {
            return try rows.first.map { row throws(PostgresError) in
                Stored(
                    id: try row.decode("id"), name: try row.decode("username"),
                    hash: PasswordHash(
                        text: try row.decode("password_hash"), keyID: try row.decode("password_key_id")),
                    changedAt: try row.decode("password_changed_at"),
                    failures: LoginFailures(
                        count: try row.decode("failed_logins"), delayedUntil: try row.decode("locked_until")))
            }
        } catch {
            throw ServiceError(error)
        }
    }

    /// A hash that belongs to no password, at a cost like everybody's.
    private static func nobodysHash(cost: Int) -> PasswordHash {
        PasswordHash(text: "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 53))
    }

    private static var refusal: ServiceError {
        ServiceError(.unauthenticated, "the username or password is wrong")
    }
}
