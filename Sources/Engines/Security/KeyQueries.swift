import Access
import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of API keys.
enum KeyQueries {
    /// Every key, for the compiled copy; ended ones too, so that a refusal can say how they ended.
    static let all: SQL = """
        select id, user_id, name, token_hash, scopes, expires_at, revoked_at is not null as revoked from api_keys
        """

    private static let columns: SQL = """
        select k.id, k.name, k.user_id, u.username, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,
            lower(u.username) as by_user, lower(k.name) as by_name
        from api_keys k join users u on u.id = k.user_id
        """

    // The order of a list, and its cursor.
    private static let order: SQL = #"lower(u.username) collate "C", lower(k.name) collate "C", k.id"#

    /// Where a key stands in a list.
    struct Place: Sendable {
        let user: String
        let name: String
        let id: UUID
    }

    /// Reads a row of `all`.
    static func record(_ row: PostgresRow) throws(PostgresError) -> KeyRecord {
        let scopes = try row.decode("scopes", as: [String].self)
        return KeyRecord(
            key: APIKey(
                id: try row.decode("id"), name: try row.decode("name"),
                scopes: Set(scopes.compactMap(Permission.init(scope:)))),
            owner: try row.decode("user_id"), hash: try row.decode("token_hash"),
            expiresAt: try row.decode("expires_at"), isRevoked: try row.decode("revoked"))
    }

    static func insert(
        _ secret: APIKeySecret, _ request: CreateAPIKeyRequest, for owner: UUID, by maker: UUID?, at date: Date,
        in database: some PostgresExecutor
    ) async throws -> APIKeyInfo {
        let rows = try await database.query(
            """
            insert into api_keys (user_id, name, token_hash, scopes, created_at, created_by, expires_at)
            values (\(owner), \(request.name.text), \(secret.hash), \(request.scopes.texts), \(date), \(maker),
                \(request.expiresAt))
            returning id
            """)
        guard let row = rows.first else { throw ServiceError(.internal, "the key was not made") }
        return try await key(try row.decode("id"), in: database)
    }

    static func key(_ id: UUID, in database: some PostgresExecutor) async throws -> APIKeyInfo {
        guard let row = try await database.query("\(columns) where k.id = \(id)").first else { throw missing(id) }
        return try info(row)
    }

    /// A page of keys, each with its place in the order of owners' names and their own.
    static func keys(
        of user: UUID?, limit: Int, after place: Place?, in database: some PostgresExecutor
    ) async throws -> [(info: APIKeyInfo, place: Place)] {
        let rows = try await database.query(
            """
            \(columns)
            where (\(user)::uuid is null or k.user_id = \(user)::uuid)
                and (\(place?.id)::uuid is null
                    or (\(order)) > (\(place?.user)::text, \(place?.name)::text, \(place?.id)::uuid))
            order by \(order) limit \(limit)::bigint
            """)
        return try rows.map { row in
            let place = Place(
                user: try row.decode("by_user"), name: try row.decode("by_name"), id: try row.decode("id"))
            return (try info(row), place)
        }
    }

    /// Ends a key; ending it again changes nothing.
    static func revoke(_ id: UUID, at date: Date, in database: some PostgresExecutor) async throws {
        try await database.execute("update api_keys set revoked_at = coalesce(revoked_at, \(date)) where id = \(id)")
    }

    /// How many keys of an account have not ended.
    static func countOpen(of user: UUID, at date: Date, in database: some PostgresExecutor) async throws -> Int {
        let rows = try await database.query(
            """
            select count(*) from api_keys
            where user_id = \(user) and revoked_at is null and (expires_at is null or expires_at > \(date))
            """)
        return try rows.first?.decode(0) ?? 0
    }

    /// Forgets all but the latest of an account's ended keys, so that making and revoking does not fill the table.
    static func forgetEnded(
        of user: UUID, but kept: Int, at date: Date, in database: some PostgresExecutor
    ) async throws {
        try await database.execute(
            """
            delete from api_keys where id in (
                select id from api_keys
                where user_id = \(user) and (revoked_at is not null or expires_at <= \(date))
                order by coalesce(revoked_at, expires_at) desc, id offset \(kept)::bigint)
            """)
    }

    /// Writes when keys were used last; a later use that another node wrote stays.
    static func write(_ uses: [UUID: Date], in database: some PostgresExecutor) async throws {
        let ids = Array(uses.keys)
        let dates = ids.compactMap { uses[$0] }
        try await database.execute(
            """
            update api_keys k set last_used_at = u.at
            from unnest(\(ids)::uuid[], \(dates)::timestamptz[]) as u (id, at)
            where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)
            """)
    }

    static func missing(_ id: UUID) -> ServiceError {
        ServiceError(.notFound, "no API key \(id.text)", details: ["id": .string(id.text)])
    }

    private static func info(_ row: PostgresRow) throws(PostgresError) -> APIKeyInfo {
        APIKeyInfo(
            id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
            userID: try row.decode("user_id", as: UUID.self).text, username: try row.decode("username"),
            scopes: try row.decode("scopes"), createdAt: try row.decode("created_at"),
            expiresAt: try row.decode("expires_at"), lastUsedAt: try row.decode("last_used_at"),
            revokedAt: try row.decode("revoked_at"))
    }
}

extension [KeyScope] {
    /// What the database keeps: each scope once, in order.
    var texts: [String] { Set(map(\.text)).sorted() }
}
