public import Access
public import Contracts
public import FoundationEssentials
public import Kernel
import Postgres

extension AppSecurityEngine {
    /// The most keys of an account that have not ended; as many ended ones are remembered.
    public static let mostKeys = 100

    /// Makes an API key for an account.
    ///
    /// - Parameters:
    ///   - request: Its name, scopes and end.
    ///   - owner: Whose it will be.
    ///   - maker: Who asks; the key can do nothing that its maker may not do.
    /// - Returns: The key, and its text, this once.
    /// - Throws: `invalid_request`, `forbidden` for a scope that owner or maker does not hold, and `conflict`, each naming
    ///   the field; `not_found`, `invalid_state` for a disabled account, `too_many_requests`.
    public func createKey(
        _ request: CreateAPIKeyRequest, for owner: UUID, by maker: Caller
    ) async throws(ServiceError) -> (info: APIKeyInfo, text: String) {
        let date = time.date()
        if let end = request.expiresAt, end <= date {
            throw Self.refusal(.invalidRequest, "expires_at", "must be in the future")
        }
        try await checkScopes(request.scopes, owner, maker)
        let secret = APIKeySecret.random()
        let info = try await database.transaction { transaction in
            // The row is locked so that two keys made at once are counted one after the other.
            let users = try await transaction.query("select enabled from users where id = \(owner) for update")
            guard let user = users.first else { throw UserQueries.missing(owner) }
            guard try user.decode("enabled", as: Bool.self) else {
                throw ServiceError(.invalidState, "the account is disabled", details: ["cure": "security/user/update"])
            }
            guard try await KeyQueries.countOpen(of: owner, at: date, in: transaction) < Self.mostKeys else {
                throw ServiceError(
                    .tooManyRequests, "at most \(Self.mostKeys) API keys at once",
                    details: ["limit": .integer(Int64(Self.mostKeys)), "cure": "security/apikey/revoke"])
            }
            try await KeyQueries.forgetEnded(of: owner, but: Self.mostKeys, at: date, in: transaction)
            return try await KeyQueries.insert(
                secret, request, for: owner, by: maker.userID, at: date, in: transaction)
        }
        return (info, secret.text)
    }

    /// Ends a key; ending it again changes nothing.
    ///
    /// - Parameter id: Which key.
    /// - Returns: The key afterwards.
    /// - Throws: `not_found`, or what a failure of the database means.
    public func revokeKey(_ id: UUID) async throws(ServiceError) -> APIKeyInfo {
        let date = time.date()
        return try await database.transaction { transaction in
            try await KeyQueries.revoke(id, at: date, in: transaction)
            return try await KeyQueries.key(id, in: transaction)
        }
    }

    /// A key.
    ///
    /// - Parameter id: Which key.
    /// - Returns: What may be told of it.
    /// - Throws: `not_found`, or what a failure of the database means.
    public func key(_ id: UUID) async throws(ServiceError) -> APIKeyInfo {
        try await database.transaction { try await KeyQueries.key(id, in: $0) }
    }

    /// Keys in the order of their owners' names and their own.
    ///
    /// - Parameters:
    ///   - user: Whose; everybody's when nil.
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The keys, ended ones too, and where to go on when there is more.
    /// - Throws: `invalid_request` when the cursor belongs to another list.
    public func keys(
        of user: UUID?, limit: PageLimit, after cursor: PageCursor?
    ) async throws(ServiceError) -> ListAPIKeysReply {
        let place = try cursor.map { cursor throws(ServiceError) in
            guard let place = KeyQueries.Place(cursor) else {
                throw Self.refusal(.invalidRequest, "cursor", "is the next_cursor of another list")
            }
            return place
        }
        let found = try await database.transaction { transaction in
            try await KeyQueries.keys(of: user, limit: limit.count + 1, after: place, in: transaction)
        }
        let page = found.prefix(limit.count)
        return ListAPIKeysReply(
            keys: page.map(\.info), nextCursor: found.count > limit.count ? page.last?.place.cursor : nil)
    }

    /// Checks that each scope is a permission that exists and that owner and maker hold at this moment.
    private func checkScopes(
        _ scopes: [KeyScope], _ owner: UUID, _ maker: Caller
    ) async throws(ServiceError) {
        guard (1...KeyScope.most).contains(scopes.count) else {
            throw Self.refusal(.invalidRequest, "scopes", "must be 1 to \(KeyScope.most) permissions")
        }
        let known = try await knownPermissions()
        for (index, scope) in scopes.enumerated() {
            let field = "scopes[\(index)]"
            guard let permission = Permission(scope: scope.text), known.contains(permission) else {
                throw Self.refusal(.invalidRequest, field, "is no permission: \(scope.text)")
            }
            guard gatekeeper.snapshot.decide(user: owner, permission).allowed else {
                throw Self.denial(field, "is not held by the account: \(scope.text)")
            }
            guard gatekeeper.decide(maker, permission).allowed else {
                throw Self.denial(field, "is not yours to give: \(scope.text)")
            }
        }
    }

    private func knownPermissions() async throws(ServiceError) -> Set<Permission> {
        let rows = try await database.query("select distinct resource, action from permissions where effect = 'allow'")
        do {
            return Set(
                try rows.map { row throws(PostgresError) in
                    Permission(try row.decode("resource"), try row.decode("action"))
                })
        } catch {
            throw ServiceError(error)
        }
    }

    private static func denial(_ field: String, _ problem: String) -> ServiceError {
        .denied("\(field) \(problem)", details: ["field": .string(field)])
    }

    private static func refusal(_ code: ServiceError.Code, _ field: String, _ problem: String) -> ServiceError {
        ServiceError(code, "\(field) \(problem)", details: ["field": .string(field)])
    }
}

extension KeyQueries.Place {
    /// Reads what `cursor` writes; nil for the cursor of another list.
    fileprivate init?(_ cursor: PageCursor) {
        guard cursor.keys.count == 3, let id = UUID(uuidString: cursor.keys[2]) else { return nil }
        self.init(user: cursor.keys[0], name: cursor.keys[1], id: id)
    }

    /// Where the list goes on behind it.
    fileprivate var cursor: PageCursor { PageCursor([user, name, id.text]) }
}
