import Contracts
import FoundationEssentials

/// A login that is kept between commands.
struct Login: Codable, Sendable, Equatable {
    /// The account's name as the node writes it.
    var user: String
    /// What is shown with commands.
    var token: String
    /// When the token ends.
    var expiresAt: Date
    /// What buys the next token, once.
    var refreshToken: String
    /// When that ends.
    var refreshExpiresAt: Date

    enum CodingKeys: String, CodingKey {
        case user, token
        case expiresAt = "expires_at"
        case refreshToken = "refresh_token"
        case refreshExpiresAt = "refresh_expires_at"
    }

    /// What can be done with a login.
    enum Use: Equatable {
        case show
        case refresh
        case discard
    }

    /// What can be done with it now; a token that ends within half a minute might end on its way.
    func use(at now: Date) -> Use {
        if expiresAt > now.addingTimeInterval(30) { return .show }
        return refreshExpiresAt > now ? .refresh : .discard
    }

    /// Whether it is a user's; names of accounts have no case.
    func isOf(_ name: String?) -> Bool {
        guard let name else { return true }
        return name.lowercased() == user.lowercased()
    }
}

extension Login {
    /// Keeps what a login or refresh gave.
    init(_ reply: LoginReply) {
        self.init(
            user: reply.user.username, token: reply.token, expiresAt: reply.expiresAt,
            refreshToken: reply.refreshToken, refreshExpiresAt: reply.refreshExpiresAt)
    }
}
