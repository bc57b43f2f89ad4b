public import Access
import Contracts
public import FoundationEssentials
public import Kernel
import Logging
import Postgres

extension AppSecurityEngine {
    private enum Renewal {
        case unknown
        case ended
        case stolen(user: UUID, name: String)
        case renewed(user: UUID, family: UUID, mustChangePassword: Bool, token: RefreshToken, id: UUID, end: Date)
    }

    /// Begins a login: a token and the first refresh token of a new family.
    ///
    /// - Parameter user: Who proved to be that.
    /// - Returns: The tokens.
    /// - Throws: `unauthenticated` when the password was changed or the account disabled since, and when the database or the
    ///   signing key is away.
    public func open(for user: AuthenticatedUser) async throws(ServiceError) -> IssuedTokens {
        let date = time.date()
        let (family, id, refresh) = (UUID(), UUID(), RefreshToken.random())
        let end = date.addingTimeInterval(policy.refreshDuration.seconds)
        let signed = try await sign(
            for: user.id, id: id, family: family, mustChangePassword: user.mustChangePassword, at: date)
        // A change of the password in the meantime ends the logins that are there: this one must not come after it.
        let opened = try await database.query(
            """
            insert into refresh_tokens (user_id, token_hash, family, access_token_id, created_at, expires_at)
            select id, \(refresh.hash), \(family)::uuid, \(id)::uuid, \(date)::timestamptz, \(end)::timestamptz from users
            where id = \(user.id) and enabled and password_hash = \(user.passwordHash) for share
            returning 1
            """)
        guard !opened.isEmpty else {
            throw ServiceError(.unauthenticated, "the password was changed or the account disabled in the meantime")
        }
        return IssuedTokens(
            user: user.id, token: signed.text, expiresAt: signed.expiresAt, refreshToken: refresh.text,
            refreshExpiresAt: end, mustChangePassword: user.mustChangePassword)
    }

    /// The account behind a refresh token that is good at this moment; nil for any other text.
    ///
    /// - Parameter text: The refresh token.
    /// - Returns: The account's id.
    /// - Throws: When the database is away.
    public func holder(ofRefresh text: String) async throws(ServiceError) -> UUID? {
        let rows = try await database.query(
            """
            select user_id from refresh_tokens where token_hash = \(RefreshToken(text: text).hash)
                and last_used_at is null and expires_at > \(time.date())
            """)
        do {
            return try rows.first?.decode("user_id")
        } catch {
            throw ServiceError(error)
        }
    }

    /// Goes on with a login: spends a refresh token and hands out the next pair.
    ///
    /// A refresh token that comes a second time was copied: its whole family is revoked, on this node before this throws,
    /// and administrators are told.
    /// - Parameter text: The refresh token.
    /// - Returns: The tokens.
    /// - Throws: `unauthenticated` when it is unknown, spent, ended or its account disabled.
    public func refresh(_ text: String) async throws(ServiceError) -> IssuedTokens {
        let date = time.date()
        let end = date.addingTimeInterval(policy.refreshDuration.seconds)
        let shown = RefreshToken(text: text)
        let tooOld = policy.passwordExpiry > .zero ? date.addingTimeInterval(-policy.passwordExpiry.seconds) : nil
        let renewal = try await database.transaction { transaction in
            try await Self.renew(shown, at: date, end: end, tooOld: tooOld, in: transaction)
        }
        switch renewal {
        case .unknown: throw ServiceError(.unauthenticated, "the refresh token is not known")
        case .ended: throw ServiceError(.unauthenticated, "the refresh token has ended")
        case .stolen(let user, let name):
            logger.warning(
                "a refresh token was shown twice, its login is revoked", metadata: ["user.id": "\(user.text)"])
            outlet.tell(SecurityEvent(.refreshTokenReused, userID: user.text, username: name, at: date))
            try await freshen()
            throw ServiceError.denied(
                "the refresh token was used before, the login is revoked", as: .unauthenticated,
                rule: "a refresh token of the user \(user.text) was used before, its login is revoked")
        case .renewed(let user, let family, let mustChangePassword, let token, let id, let end):
            let signed = try await sign(
                for: user, id: id, family: family, mustChangePassword: mustChangePassword, at: date)
            return IssuedTokens(
                user: user, token: signed.text, expiresAt: signed.expiresAt, refreshToken: token.text,
                refreshExpiresAt: end, mustChangePassword: mustChangePassword)
        }
    }

    /// Ends logins; on this node they have ended when this returns.
    ///
    /// - Parameters:
    ///   - text: A token of the login; the caller's own when nil.
    ///   - caller: Who asks.
    ///   - everywhere: True for every login of the account.
    /// - Throws: `forbidden` for somebody else's token, `invalid_request` when there is nothing to end.
    public func close(_ text: String?, for caller: Caller, everywhere: Bool) async throws(ServiceError) {
        guard let user = caller.userID else {
            throw ServiceError(.invalidRequest, "only a user's token can be ended")
        }
        let token = try text.map(gatekeeper.token(in:))
        if let token, token.principal != caller.principal {
            throw ServiceError.denied("the token belongs to somebody else")
        }
        guard everywhere || token != nil || caller.tokenID != nil else {
            throw ServiceError(.invalidRequest, "token is missing", details: ["field": "token"])
        }
        let (id, date) = (token?.id ?? caller.tokenID, time.date())
        try await database.transaction { transaction in
            try await Revocation.hold("id = \(user)", in: transaction)
            if let id {
                try await Revocation.revoke(token: id, of: user, at: date, in: transaction)
                let families = try await transaction.query(
                    "select distinct family from refresh_tokens where access_token_id = \(id) and user_id = \(user)")
                for row in families {
                    try await Revocation.revoke(family: try row.decode(0), of: user, at: date, in: transaction)
                }
            }
            if everywhere { try await Revocation.revokeAll(of: user, except: nil, at: date, in: transaction) }
        }
        try await freshen()
    }

    /// Forgets refresh tokens and revocations that no longer matter.
    ///
    /// - Throws: When the database is away.
    public func purge() async throws(ServiceError) {
        let date = time.date()
        let old = date.addingTimeInterval(-Revocation.longestToken.seconds)
        try await database.query("delete from refresh_tokens where expires_at < \(old)")
        let due = try await database.query("select 1 from revoked_tokens where expires_at < \(date) limit 1")
        // Deleting announces a change to every node, so nothing is deleted when nothing is due.
        if !due.isEmpty { try await database.query("delete from revoked_tokens where expires_at < \(date)") }
    }

    /// Makes this node's copy show what was just revoked.
    private func freshen() async throws(ServiceError) {
        do {
            try await gatekeeper.reloadRevocations()
        } catch {
            throw ServiceError(
                .unavailable, "it is revoked, but this node could not read it back yet", cause: error)
        }
    }

    private static func renew(
        _ shown: RefreshToken, at date: Date, end: Date, tooOld: Date?, in transaction: PostgresTransaction
    ) async throws -> Renewal {
        try await Revocation.hold(
            "id = (select user_id from refresh_tokens where token_hash = \(shown.hash))", in: transaction)
        let rows = try await transaction.query(
            """
            select t.user_id, t.family, t.expires_at, t.last_used_at is not null as spent, u.username, u.enabled,
                u.must_change_password, coalesce(u.password_changed_at <= \(tooOld)::timestamptz, false) as too_old,
                exists (select 1 from revoked_tokens r where r.kind = 'family' and r.subject = t.family) as revoked
            from refresh_tokens t join users u on u.id = t.user_id
            where t.token_hash = \(shown.hash) for update of t
            """)
        guard let row = rows.first else { return .unknown }
        let user: UUID = try row.decode("user_id")
        let family: UUID = try row.decode("family")
        if try row.decode("spent", as: Bool.self) {
            // Revoking is announced to every node: once is enough, however often the token is shown.
            guard try !row.decode("revoked", as: Bool.self) else { return .ended }
            try await Revocation.revoke(family: family, of: user, at: date, in: transaction)
            return .stolen(user: user, name: try row.decode("username"))
        }
        guard try !row.decode("revoked", as: Bool.self), try row.decode("enabled", as: Bool.self),
            try row.decode("expires_at", as: Date.self) > date
        else { return .ended }
        let (token, id) = (RefreshToken.random(), UUID())
        try await transaction.execute(
            "update refresh_tokens set last_used_at = \(date) where token_hash = \(shown.hash)")
        try await transaction.execute(
            """
            insert into refresh_tokens (user_id, token_hash, family, access_token_id, created_at, expires_at)
            values (\(user), \(token.hash), \(family), \(id), \(date), \(end))
            """)
        var mustChangePassword: Bool = try row.decode("must_change_password")
        if try !mustChangePassword && row.decode("too_old", as: Bool.self) {
            try await transaction.execute("update users set must_change_password = true where id = \(user)")
            mustChangePassword = true
        }
        return .renewed(
            user: user, family: family, mustChangePassword: mustChangePassword, token: token, id: id, end: end)
    }
}
