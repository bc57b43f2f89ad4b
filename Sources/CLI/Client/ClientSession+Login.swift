import Access
import Contracts
import Kernel
import Messaging

extension ClientSession {
    /// The login that earlier commands left and that still can be shown, renewed when it is time.
    func kept() async throws -> Login? {
        guard let login = try store.login(key), login.isOf(identity.user) else { return nil }
        switch login.use(at: time.date()) {
        case .show: return login
        case .discard: return nil
        // Another command may be renewing it at this moment.
        case .refresh: return try await store.locked { try await renewed(try store.login(key)) }
        }
    }

    /// The login of now in place of one whose token was refused; nil when that cannot be renewed either.
    func kept(refused token: String) async throws -> Login? {
        try await store.locked { try await renewed(try store.login(key), refused: token) }
    }

    private func renewed(_ login: Login?, refused token: String? = nil) async throws -> Login? {
        guard let login else { return nil }
        // Another command may have renewed it.
        guard login.token == token || login.use(at: time.date()) == .refresh else { return login }
        do {
            let reply = try await sign("security/auth/refresh", ["refresh_token": .string(login.refreshToken)])
            try store.keep(Login(reply), for: key)
            return Login(reply)
        } catch let error as ServiceError where [.unauthenticated, .expired, .forbidden].contains(error.code) {
            try store.keep(nil, for: key)
            return nil
        }
    }

    /// Logs a user in, and keeps the login for the next commands.
    func logIn(_ user: String) async throws -> Login {
        let password = try identity.password.password(of: user)
        let reply = try await sign("security/auth/login", ["username": .string(user), "password": .string(password)])
        if reply.mustChangePassword {
            say(
                "\(reply.user.username) must change the password first: bigskies call security/user/password - "
                    + #"with {"current_password":"…","new_password":"…"} on standard input"#)
        }
        do {
            try await store.locked { try store.keep(Login(reply), for: key) }
        } catch {
            say("the login is not kept: \(ServiceError(wrapping: error).message)")
        }
        return Login(reply)
    }

    private func sign(_ suffix: String, _ payload: JSONValue) async throws -> LoginReply {
        try Self.read(
            LoginReply.self,
            from: try await send(space.coordinator(suffix), payload, as: Credentials(), within: .seconds(15)))
    }
}
