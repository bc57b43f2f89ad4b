import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import SecurityEngines

extension SecurityCoordinator {
    func logIn(_ request: LoginRequest, at door: Door) async throws -> LoginReply {
        let user = try await accounts.authenticate(username: request.username, password: request.password, at: door)
        try await AuditedAct.begin(as: .user(user.id))
        // A password that has just become too old changes what this node may let its owner do.
        if user.mustChangePassword { try await freshen() }
        let issued = try await tokens.open(for: user)
        return LoginReply(issued, user.info)
    }

    /// A name that somebody tries to log in with, when an account bears it.
    nonisolated func knownName(_ name: String) -> String? { gatekeeper.snapshot.knows(name: name) ? name : nil }

    func refresh(_ request: RefreshRequest) async throws -> LoginReply {
        // A token that is spent or none changes nothing but, shown twice, its family; who shows it is not known.
        if let user = try await tokens.holder(ofRefresh: request.refreshToken) {
            try await AuditedAct.begin(as: .user(user))
        }
        let issued = try await tokens.refresh(request.refreshToken)
        if issued.mustChangePassword { try await freshen() }
        return LoginReply(issued, try await accounts.user(issued.user))
    }

    func validate(_ request: ValidateRequest) -> ValidateReply {
        do {
            let caller = try tokens.validate(request.token)
            return ValidateReply(valid: true, userID: caller.userID?.text, expiresAt: caller.expiresAt)
        } catch {
            return ValidateReply(valid: false, error: error.message)
        }
    }

    func logOut(_ request: LogoutRequest, for caller: Caller) async throws -> Empty {
        try await tokens.close(request.token, for: caller, everywhere: request.everywhere ?? false)
        return Empty()
    }
}

extension LoginReply {
    /// Hands out what an engine issued.
    init(_ issued: IssuedTokens, _ user: UserInfo) {
        self.init(
            token: issued.token, expiresAt: issued.expiresAt, refreshToken: issued.refreshToken,
            refreshExpiresAt: issued.refreshExpiresAt, user: user, mustChangePassword: issued.mustChangePassword)
    }
}
