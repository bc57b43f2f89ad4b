public import Contracts
public import FoundationEssentials
public import Kernel
public import Logging
public import Postgres
public import Secrets

/// Accounts and their passwords, roles and groups.
public actor AccountSecurityEngine {
    let database: ServiceDatabase
    /// Hashes for whoever comes from elsewhere with a name and a password.
    let hasher = PasswordHasher()
    /// Hashes for those who are known: strangers who try many passwords do not keep them waiting.
    let innerHasher = PasswordHasher()
    let pepper: PasswordPepper
    /// The keys of hashes that the log was told about.
    var missingKeys: Set<String> = []
    let time: TimeSource
    let logger: Logger
    var policy = SecurityPolicy()
    var strangers = StrangerDelays()
    var window = FailureWindow()
    var outlet = SecurityEventOutlet()

    /// Makes an engine over a database, with the keys that go into its hashes.
    public init(pool: PostgresPool, secrets: SecretKeeper, time: TimeSource = .system, logger: Logger) {
        database = ServiceDatabase(pool: pool, meaning: AccountConflict.error)
        pepper = PasswordPepper(secrets)
        self.time = time
        self.logger = logger
    }

    /// Takes new settings.
    public func apply(_ policy: SecurityPolicy) {
        self.policy = policy
    }

    /// An account.
    ///
    /// - Parameter id: The account's id.
    /// - Returns: The account.
    /// - Throws: `not_found`, or what a failure of the database means.
    public func user(_ id: UUID) async throws(ServiceError) -> UserInfo {
        do {
            return try await UserQueries.user(id, in: database.pool)
        } catch {
            throw Self.mapped(error)
        }
    }

    /// Accounts in the order of their names.
    ///
    /// - Parameters:
    ///   - enabled: Only those that are, or are not, enabled.
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The accounts, and where to go on when there is more.
    /// - Throws: What a failure of the database means.
    public func users(
        enabled: Bool?, limit: Int, after cursor: String?
    ) async throws(ServiceError) -> (users: [UserInfo], next: String?) {
        do {
            let users = try await UserQueries.users(
                enabled: enabled, limit: limit + 1, after: cursor, in: database.pool)
            let next = users.count > limit ? users.prefix(limit).last?.username.lowercased() : nil
            return (Array(users.prefix(limit)), next)
        } catch {
            throw Self.mapped(error)
        }
    }

    /// Makes an account.
    ///
    /// - Parameter request: Its name, address, first password, roles and groups.
    /// - Returns: The account.
    /// - Throws: `invalid_request`, `conflict` and `not_found`, each naming the field.
    public func create(_ request: CreateUserRequest) async throws(ServiceError) -> UserInfo {
        let username = try AccountRules.username(request.username)
        let email = try AccountRules.email(request.email)
        let password = try AccountRules.password(
            request.password, field: "password", minimum: policy.passwordMinLength,
            knowing: AccountRules.words(username: username, email: email))
        let hash = try await hashed(password)
        let date = time.date()
        return try await database.transaction { transaction in
            let inserted = try await transaction.query(
                """
                insert into users (username, email, password_hash, password_key_id, password_changed_at)
                values (\(username), \(email), \(hash.text), \(hash.keyID), \(date)) returning id
                """)
            let id: UUID = try inserted.first.map { try $0.decode("id") } ?? UUID()
            for name in request.roles ?? [] {
                try await RoleQueries.assign(
                    role: try await RoleQueries.role(name, in: transaction), to: id, in: transaction)
            }
            for name in request.groups ?? [] {
                try await GroupQueries.join(
                    group: try await GroupQueries.group(name, in: transaction), user: id, in: transaction)
            }
            return try await UserQueries.user(id, in: transaction)
        }
    }

    /// Changes the fields of an account that are named; disabling it revokes its tokens.
    ///
    /// - Parameter request: The changes.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found`, `conflict` naming the field, `invalid_state` for the last administrator.
    public func update(_ request: UpdateUserRequest) async throws(ServiceError) -> UserInfo {
        let username = try Self.value(request.username, "username").map(AccountRules.username)
        let email = try Self.value(request.email, "email").map(AccountRules.email)
        let enabled = try Self.value(request.enabled, "enabled")
        let (id, date) = (request.id, time.date())
        let change: @Sendable (PostgresTransaction) async throws -> UserInfo = { transaction in
            let touched = try await transaction.execute(
                """
                update users set username = coalesce(\(username)::text, username),
                    email = coalesce(\(email)::text, email), enabled = coalesce(\(enabled)::boolean, enabled)
                where id = \(id)
                """)
            guard touched == 1 else { throw UserQueries.missing(id) }
            if enabled == false { try await Revocation.revokeAll(of: id, except: nil, at: date, in: transaction) }
            return try await UserQueries.user(id, in: transaction)
        }
        return enabled == false
            ? try await database.administrativeTransaction(change) : try await database.transaction(change)
    }

    /// Ends an account: it is disabled and its tokens are revoked; what it did stays known.
    ///
    /// - Parameter id: The account.
    /// - Returns: The account afterwards.
    /// - Throws: `not_found`, `invalid_state` for the last administrator.
    public func delete(_ id: UUID) async throws(ServiceError) -> UserInfo {
        try await update(UpdateUserRequest(id: id, enabled: .set(false)))
    }

    /// Whether an account has rights that no role tells of: at telescopes of its own, of its groups, or lent to them.
    ///
    /// - Parameter id: The account.
    /// - Returns: True when it has.
    /// - Throws: What a failure of the database means.
    public func hasTelescopes(_ id: UUID) async throws(ServiceError) -> Bool {
        let rows = try await database.query(
            """
            with principals as (
                select 'user' as type, \(id)::uuid as id union all select 'group', group_id from user_groups where user_id = \(id)
            )
            select 1 where exists (
                select 1 from telescope_configurations t join principals p on p.type = t.owner_type and p.id = t.owner_id)
            or exists (
                select 1 from telescope_permissions g
                    join principals p on p.type = g.principal_type and p.id = g.principal_id
                where g.expires_at is null or g.expires_at > \(time.date()))
            """)
        return !rows.isEmpty
    }

    /// Where a failure leaves the engine.
    static func mapped(_ error: any Error) -> ServiceError {
        (error as? PostgresError).map(AccountConflict.error) ?? ServiceError(wrapping: error)
    }

    private static func value<Value>(
        _ patch: Patch<Value>, _ field: String
    ) throws(ServiceError) -> Value? {
        switch patch {
        case .keep: nil
        case .set(let value): value
        case .clear:
            throw ServiceError(.invalidRequest, "\(field) cannot be empty", details: ["field": .string(field)])
        }
    }
}
