public import Access
import Contracts
import FoundationEssentials
public import Kernel
import Logging
import Postgres

extension AccountSecurityEngine {
    /// How many passwords were hashed since the start.
    public var hashesComputed: Int {
        get async { await hasher.computed + innerHasher.computed }
    }

    /// How many logins wait for their hash.
    public var hashesWaiting: Int {
        get async { await hasher.waitingCount + innerHasher.waitingCount }
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
        // Who may open the socket does not wait for those who cannot.
        try await authenticate(
            try await candidate(username), username, password, by: door == .control ? innerHasher : hasher,
            isDelayed: door != .control)
    }

    /// Checks a password against who is meant; without a delay nothing is counted either.
    func authenticate(
        _ candidate: LoginCandidate, _ name: String, _ password: String, by hasher: PasswordHasher, isDelayed: Bool
    ) async throws(ServiceError) -> AuthenticatedUser {
        let matches = try await matches(password, candidate.hash, by: hasher)
        // What nobody could check was no attempt: it is not counted, and looks from outside like any other refusal.
        guard matches || candidate.account.map({ canCheck($0.hash) }) ?? true else { throw Self.refusal }
        let date = time.date()
        // A right password that lets nobody in goes the way of a wrong one: who measures it learns nothing by it.
        guard let account = candidate.account, matches, account.admits(at: date, isDelayed: isDelayed),
            let mustChange = try await admit(account, at: date, isDelayed: isDelayed)
        else {
            if isDelayed {
                try await countFailure(of: (candidate.account?.id, candidate.account?.name ?? name), at: date)
            }
            throw Self.refusal
        }
        let hash = isUpToDate(account.hash) ? account.hash.text : await hashAgain(password, for: account)
        return AuthenticatedUser(
            id: account.id, info: try await user(account.id), mustChangePassword: mustChange, passwordHash: hash)
    }

    /// Lets somebody in who gave the right password, if the account is enabled and not delayed at this moment.
    ///
    /// - Returns: Whether the password must be changed; nil when the account let nobody in any more.
    private func admit(
        _ account: LoginCandidate.Account, at date: Date, isDelayed: Bool
    ) async throws(ServiceError) -> Bool? {
        let expiry = policy.passwordExpiry.seconds
        let isOld = expiry > 0 && account.changedAt.addingTimeInterval(expiry) <= date
        // The counter may have been moved by others since it was read, so the row decides, not the copy of it.
        let admitted: SQL = """
            id = \(account.id) and password_hash = \(account.hash.text) and enabled
            and (not \(isDelayed)::boolean or locked_until is null or locked_until <= \(date))
            """
        let isClean = account.failures == LoginFailures() && !isOld
        let rows = try await database.query(
            isClean
                ? "select must_change_password from users where \(admitted)"
                : """
                update users set failed_logins = 0, locked_until = null,
                    must_change_password = must_change_password or \(isOld)::boolean
                where \(admitted) returning must_change_password
                """)
        guard let row = rows.first else { return nil }
        if account.failures.delayedUntil != nil {
            tell(
                SecurityEvent(
                    .released, userID: account.id.text, username: account.name, failedLogins: account.failures.count))
        }
        do {
            return try row.decode("must_change_password")
        } catch {
            throw ServiceError(error)
        }
    }

    /// Brings a hash up to the cost of the settings and to the current key while the password is at hand.
    ///
    /// - Returns: The hash that the account has then; the old one where it could not be made or was changed by others.
    private func hashAgain(_ password: String, for account: LoginCandidate.Account) async -> String {
        do {
            let hash = try await hashed(password)
            let rows = try await database.query(
                """
                update users set password_hash = \(hash.text), password_key_id = \(hash.keyID)
                where id = \(account.id) and password_hash = \(account.hash.text) returning 1
                """)
            return rows.isEmpty ? account.hash.text : hash.text
        } catch {
            // The next login tries it again; this one had the right password.
            logger.debug("a password hash was not moved", metadata: ["error": "\(error)"])
            return account.hash.text
        }
    }

    /// Who a name means; for a name that no account has, with the hash of an account that the name alone chooses.
    ///
    /// A hash of its own would tell: after a change of the settings it had the new cost and key, accounts still the old ones.
    func candidate(_ username: String) async throws(ServiceError) -> LoginCandidate {
        // A name that no account can have is none that one has.
        let name = (try? AccountRules.username(username)) ?? ""
        let found = try await account(
            """
            (select 1 as rank, * from users where lower(username) = lower(\(name)))
            union all (select 2, * from users
                where id >= substr(encode(sha256(convert_to(lower(\(name)), 'UTF8')), 'hex'), 1, 32)::uuid
                order by id limit 1)
            union all (select 3, * from users order by id limit 1)
            """)
        guard let found else { return LoginCandidate(hash: Self.nobodysHash(cost: policy.bcryptCost)) }
        return LoginCandidate(account: found.rank == 1 ? found.account : nil, hash: found.account.hash)
    }

    /// The first account of a query by its column `rank`.
    func account(_ source: SQL) async throws(ServiceError) -> (rank: Int, account: LoginCandidate.Account)? {
        let rows = try await database.query(
            """
            select rank, id, username, password_hash, password_key_id, password_changed_at, failed_logins, locked_until,
                enabled
            from (\(source)) found order by rank limit 1
            """)
        do {
            return try rows.first.map { row throws(PostgresError) in
                let account = LoginCandidate.Account(
                    id: try row.decode("id"), name: try row.decode("username"),
                    hash: PasswordHash(
                        text: try row.decode("password_hash"), keyID: try row.decode("password_key_id")),
                    changedAt: try row.decode("password_changed_at"),
                    failures: LoginFailures(
                        count: try row.decode("failed_logins"), delayedUntil: try row.decode("locked_until")),
                    isEnabled: try row.decode("enabled"))
                return (try row.decode("rank"), account)
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
