import FoundationEssentials
import Postgres

/// Writes down what is no longer believed; every node hears of it.
enum Revocation {
    /// The longest that a token is good, whatever the setting was when it was issued, with the leeway for clocks.
    static let longestToken: Duration = .seconds(86_400 + 3_600)

    /// Keeps an account's logins from being renewed, or revoked by others, until the transaction ends: a revocation lasts as
    /// long as the refresh tokens that it sees, so none may come after it.
    ///
    /// - Parameters:
    ///   - account: Which row of `users`.
    ///   - transaction: The transaction that holds it.
    /// - Throws: `PostgresError`.
    static func hold(_ account: SQL, in transaction: PostgresTransaction) async throws(PostgresError) {
        try await transaction.execute("select 1 from users where \(account) for no key update")
    }

    /// Revokes one token.
    ///
    /// - Parameters:
    ///   - token: The token's `jti`.
    ///   - user: Whose it is.
    ///   - date: The time.
    ///   - database: Where it is written.
    /// - Throws: `PostgresError`.
    static func revoke(
        token: UUID, of user: UUID?, at date: Date, in database: some PostgresExecutor
    ) async throws(PostgresError) {
        try await database.execute(
            """
            insert into revoked_tokens (kind, subject, user_id, expires_at)
            values ('token', \(token), \(user), \(end(after: date)))
            on conflict (kind, subject) do nothing
            """)
    }

    /// Revokes a login: its token of the moment, the earlier ones, and the refresh tokens.
    ///
    /// - Parameters:
    ///   - family: The family of the login.
    ///   - user: Whose it is.
    ///   - date: The time.
    ///   - database: Where it is written.
    /// - Throws: `PostgresError`.
    static func revoke(
        family: UUID, of user: UUID, at date: Date, in database: some PostgresExecutor
    ) async throws(PostgresError) {
        try await database.execute(
            """
            insert into revoked_tokens (kind, subject, user_id, expires_at)
            select 'family', \(family)::uuid, \(user)::uuid,
                greatest(\(end(after: date))::timestamptz, (select max(expires_at) from refresh_tokens where family = \(family)))
            on conflict (kind, subject) do nothing
            """)
    }

    /// Revokes every login of an account.
    ///
    /// - Parameters:
    ///   - user: The account.
    ///   - kept: A token whose login goes on.
    ///   - date: The time.
    ///   - database: Where it is written.
    /// - Throws: `PostgresError`.
    static func revokeAll(
        of user: UUID, except kept: UUID?, at date: Date, in database: some PostgresExecutor
    ) async throws(PostgresError) {
        try await database.execute(
            """
            insert into revoked_tokens (kind, subject, user_id, expires_at)
            select 'family', family, user_id, greatest(\(end(after: date))::timestamptz, max(expires_at))
            from refresh_tokens
            where user_id = \(user)
                and family not in (select family from refresh_tokens where access_token_id = \(kept)::uuid)
            group by family, user_id
            on conflict (kind, subject) do nothing
            """)
    }

    /// Until when a revocation has to be remembered.
    private static func end(after date: Date) -> Date {
        date.addingTimeInterval(Double(longestToken.components.seconds))
    }
}
