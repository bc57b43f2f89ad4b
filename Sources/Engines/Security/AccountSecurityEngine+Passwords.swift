public import FoundationEssentials
public import Kernel
import Logging
import Postgres

extension AccountSecurityEngine {
    /// What a login is checked against.
    private struct Stored {
        var id: UUID
        var hash: PasswordHash
        var isEnabled: Bool
        var changedAt: Date
        var failures: Int
        var lockedUntil: Date?
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
    /// - Parameters:
    ///   - username: The account's name, in any case.
    ///   - password: The password.
    /// - Returns: The account.
    /// - Throws: `unauthenticated` when it is refused, `too_many_requests` when too many wait.
    public func authenticate(
        username: String, password: String
    ) async throws(ServiceError) -> AuthenticatedUser {
        let stored = try await stored(username: username)
        return try await authenticate(stored, password)
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
        let new = try AccountRules.password(new, field: "new_password", minimum: policy.passwordMinLength)
        if let current {
            do {
                _ = try await authenticate(try await stored(id: id), current)
            } catch {
                guard error.code == .unauthenticated else { throw error }
                throw ServiceError(
                    .forbidden, "current_password is wrong", details: ["field": "current_password"])
            }
            guard current != new else {
                throw ServiceError(
                    .invalidRequest, "new_password must differ from the current one",
                    details: ["field": "new_password"])
            }
        }
        try await setPassword(new, of: id, keeping: kept)
    }

    /// Stores a password, unlocks the account and ends its other logins.
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

    private func authenticate(_ stored: Stored?, _ password: String) async throws(ServiceError) -> AuthenticatedUser {
        let matches = try await matches(password, stored?.hash ?? Self.nobodysHash(cost: policy.bcryptCost))
        // What nobody could check was no attempt: it is not counted, and looks from outside like any other refusal.
        guard let stored, matches || canCheck(stored.hash) else { throw Self.refusal }
        let date = time.date()
        guard matches else {
            if stored.lockedUntil.map({ $0 <= date }) ?? true { try await countFailure(of: stored.id, at: date) }
            throw Self.refusal
        }
        let mustChange = try await admit(stored, at: date)
        if !isUpToDate(stored.hash) { try await hashAgain(password, for: stored) }
        return AuthenticatedUser(
            id: stored.id, info: try await user(stored.id), mustChangePassword: mustChange)
    }

    /// Lets somebody in who gave the right password, if the account is enabled and not locked at this moment.
    private func admit(_ stored: Stored, at date: Date) async throws(ServiceError) -> Bool {
        let expiry = policy.passwordExpiry.seconds
        let isOld = expiry > 0 && stored.changedAt.addingTimeInterval(expiry) <= date
        // The counter may have been moved by others since it was read, so the row decides, not the copy of it.
        let admitted: SQL = """
            id = \(stored.id) and password_hash = \(stored.hash.text) and enabled
            and (locked_until is null or locked_until <= \(date))
            """
        let isClean = stored.failures == 0 && stored.lockedUntil == nil && !isOld
        let rows = try await database.query(
            isClean
                ? "select must_change_password from users where \(admitted)"
                : """
                update users set failed_logins = 0, locked_until = null,
                    must_change_password = must_change_password or \(isOld)::boolean
                where \(admitted) returning must_change_password
                """)
        guard let row = rows.first else { throw Self.refusal }
        do {
            return try row.decode("must_change_password")
        } catch {
            throw ServiceError(error)
        }
    }

    private func countFailure(of id: UUID, at date: Date) async throws(ServiceError) {
        let threshold = policy.lockoutThreshold
        guard threshold > 0 else { return }
        let end = date.addingTimeInterval(policy.lockoutDuration.seconds)
        let rows = try await database.query(
            """
            update users set
                failed_logins = case when failed_logins + 1 >= \(threshold)::int then 0 else failed_logins + 1 end,
                locked_until = case when failed_logins + 1 >= \(threshold)::int then \(end)::timestamptz else locked_until end
            where id = \(id) and (locked_until is null or locked_until <= \(date)) returning failed_logins
            """)
        let isLocked = rows.first.flatMap { try? $0.decode("failed_logins", as: Int.self) } == 0  // only for the log
        if isLocked { logger.warning("an account is locked", metadata: ["user.id": "\(id.text)"]) }
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
            select id, password_hash, password_key_id, enabled, password_changed_at, failed_logins, locked_until
            from users where \(condition)
            """)
        do {
            return try rows.first.map { row throws(PostgresError) in
                Stored(
                    id: try row.decode("id"),
                    hash: PasswordHash(
                        text: try row.decode("password_hash"), keyID: try row.decode("password_key_id")),
                    isEnabled: try row.decode("enabled"), changedAt: try row.decode("password_changed_at"),
                    failures: try row.decode("failed_logins"), lockedUntil: try row.decode("locked_until"))
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
