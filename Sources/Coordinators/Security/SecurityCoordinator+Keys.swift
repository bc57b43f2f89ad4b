import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    /// Making and ending keys is for whoever logged in: a key that leaked must not make the next one, nor end those that
    /// would replace it.
    static let keyRoutes: [Route<SecurityCoordinator>] = [
        .command(
            "apikey/create", .ownOr("security", "write") { $0.userID }, [.changes, .secretReply, .loginOnly],
            resource: { $0.name.text }, noting: \.facts
        ) {
            (owner, request: CreateAPIKeyRequest, caller) in try await owner.createKey(request, for: caller)
        },
        .command(
            "apikey/revoke", ownKeyOrAny(), [.changes, .loginOnly], resource: { $0.id.text },
            aliases: ["api_key_id": "id", "apikey_id": "id"]
        ) {
            (owner, request: APIKeyRequest, _) in try await owner.revokeKey(request)
        },
        .command("apikey/list", .ownOr("security", "write") { $0.userID }) {
            (owner, request: ListAPIKeysRequest, caller) in try await owner.keys(request, for: caller)
        },
    ]

    private static func ownKeyOrAny() -> RouteAccess<SecurityCoordinator, APIKeyRequest> {
        .guarded("own or security:write") { owner, request, caller in
            let decision = owner.gatekeeper.decide(caller, Permission("security", "write"))
            let key = try await owner.tokens.key(request.id)
            // Whoever may not see a key is not told that there is one.
            let isOwn = key.userID == caller.userID?.text
            guard isOwn || decision.allowed else {
                throw ServiceError.denied(
                    "no API key \(request.id.text)", as: .notFound, rule: decision.reason,
                    details: ["id": .string(request.id.text)])
            }
            return isOwn ? "own" : decision.reason
        }
    }

    func createKey(_ request: CreateAPIKeyRequest, for caller: Caller) async throws -> CreateAPIKeyReply {
        let owner = try subject(request.userID, of: caller)
        try requireKnown(owner)
        if owner != caller.userID { try await checkMayTakeOver(owner, caller) }
        let made = try await tokens.createKey(request, for: owner, by: caller)
        try await freshen()
        return CreateAPIKeyReply(apiKey: made.text, key: made.info)
    }

    func revokeKey(_ request: APIKeyRequest) async throws -> APIKeyReply {
        let key = try await tokens.revokeKey(request.id)
        try await freshen()
        return APIKeyReply(key: key)
    }

    func keys(_ request: ListAPIKeysRequest, for caller: Caller) async throws -> ListAPIKeysReply {
        if let id = request.userID { try requireKnown(id) }
        let seesAll = gatekeeper.decide(caller, Permission("security", "write")).allowed
        let user = seesAll ? request.userID : try subject(request.userID, of: caller)
        return try await tokens.keys(of: user, limit: request.limit ?? .standard, after: request.cursor)
    }

    private func requireKnown(_ id: UUID) throws {
        guard gatekeeper.knows(id) else {
            throw ServiceError(.notFound, "no user \(id.text)", details: ["user_id": .string(id.text)])
        }
    }
}
