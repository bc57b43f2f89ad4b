import Access
import Contracts
import FoundationEssentials
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    func createUser(_ request: CreateUserRequest, for caller: Caller) async throws -> UserReply {
        // Whoever may make accounts may not, by that alone, make administrators.
        let givesRights = !(request.roles ?? []).isEmpty || !(request.groups ?? []).isEmpty
        if givesRights { try require(Permission("security", "write"), of: caller) }
        let user = try await accounts.create(request)
        try await freshen()
        return UserReply(user: user)
    }

    func user(_ request: GetUserRequest, for caller: Caller) async throws -> UserReply {
        let id = try subject(request.id, of: caller)
        return UserReply(user: try await accounts.user(id))
    }

    func users(_ request: ListUsersRequest, for caller: Caller) async throws -> ListUsersReply {
        let limit = try Self.limit(request.limit)
        guard gatekeeper.decide(caller, Permission("user", "read")).allowed else {
            let own = try await accounts.user(try subject(nil, of: caller))
            let isAskedFor = (request.enabled ?? own.enabled) == own.enabled && request.cursor == nil
            return ListUsersReply(users: isAskedFor ? [own] : [])
        }
        let page = try await accounts.users(enabled: request.enabled, limit: limit, after: request.cursor)
        return ListUsersReply(users: page.users, nextCursor: page.next)
    }

    func updateUser(_ request: UpdateUserRequest, for caller: Caller) async throws -> UserReply {
        try await checkMayTakeOver(request.id, caller)
        let user = try await accounts.update(request)
        try await freshen()
        return UserReply(user: user)
    }

    func changePassword(_ request: ChangePasswordRequest, for caller: Caller) async throws -> Empty {
        let id = try subject(request.id, of: caller)
        if id == caller.userID {
            guard let current = request.currentPassword else {
                throw ServiceError(
                    .invalidRequest, "current_password is missing", details: ["field": "current_password"])
            }
            try await accounts.changePassword(of: id, from: current, to: request.newPassword, keeping: caller.tokenID)
        } else {
            try await checkMayTakeOver(id, caller)
            try await accounts.changePassword(of: id, from: nil, to: request.newPassword, keeping: nil)
        }
        try await freshen()
        return Empty()
    }

    func deleteUser(_ request: DeleteUserRequest, for caller: Caller) async throws -> UserReply {
        try await checkMayTakeOver(request.userID, caller)
        let user = try await accounts.delete(request.userID)
        try await freshen()
        return UserReply(user: user)
    }

    /// The account that a request is about; until the password is changed it can only be one's own.
    func subject(_ id: UUID?, of caller: Caller) throws -> UUID {
        guard let id = id ?? caller.userID else {
            throw ServiceError(.invalidRequest, "id is missing", details: ["field": "id"])
        }
        guard !caller.mustChangePassword || id == caller.userID else {
            throw ServiceError.denied("the password must be changed first", details: ["cure": "security/user/password"])
        }
        return id
    }

    /// Whoever sets a password can log in with it, whoever makes a key can use it, and whoever disables an account takes
    /// away what it could do: an account is for those who may do all that it may.
    func checkMayTakeOver(_ user: UUID, _ caller: Caller) async throws {
        let isAdmin = gatekeeper.holds(caller, role: "admin")
        guard isAdmin || !gatekeeper.roles(of: user).contains("admin") else {
            throw ServiceError.denied("the account of an administrator is for administrators")
        }
        // A role gives an API key nothing that its scopes do not name.
        if isAdmin, caller.apiKey == nil { return }
        guard try await !accounts.hasTelescopes(user) else {
            throw ServiceError.denied("the account has telescopes of its own; it is for administrators")
        }
        let more = gatekeeper.rights(of: user).filter { !gatekeeper.decide(caller, $0).allowed }
        guard let one = more.map(\.description).min() else { return }
        throw ServiceError.denied("the account may do what you may not: \(one)", details: ["permission": .string(one)])
    }

    /// Refuses a caller who lacks a permission, with the reason.
    func require(_ permission: Permission, of caller: Caller) throws {
        let decision = gatekeeper.decide(caller, permission)
        guard !decision.allowed else { return }
        throw ServiceError.denied(decision.reason, details: ["permission": .string(permission.description)])
    }

    /// The most entries of a list, by default 100.
    static func limit(_ limit: Int?) throws -> Int {
        let limit = limit ?? 100
        guard (1...1000).contains(limit) else {
            throw ServiceError(.invalidRequest, "limit must be 1 to 1000", details: ["field": "limit"])
        }
        return limit
    }
}
