public import FoundationEssentials

/// What administrators are told by event.
public enum SecurityEventKind: String, WireChoice {
    /// An account's password attempts begin to wait, wait longer, or wait no more.
    case account
    /// Many logins fail.
    case logins
    /// A token is in two hands.
    case tokens
}

/// `security/event/{subscribe,unsubscribe}`: asks to be told at the client's own topics.
public struct SecuritySubscribeRequest: Codable, Sendable {
    /// What about; everything when nil.
    public let kinds: [SecurityEventKind]?
    /// The client's id, when the request has no private reply topic that names it.
    @Sought public var clientID: String?

    /// Asks to be told.
    public init(kinds: [SecurityEventKind]? = nil, clientID: String? = nil) {
        self.kinds = kinds
        self.clientID = clientID
    }

    enum CodingKeys: String, CodingKey {
        case kinds
        case clientID = "client_id"
    }
}

/// Where an administrator is told.
public struct SecuritySubscribeResponse: Codable, Sendable, Equatable {
    /// One filter for all kinds: `{prefix}/client/{id}/events/security/+`.
    public let topic: String
    /// The topic of each kind.
    public let topics: [String: String]
    /// Until when; as long as the credentials are good when null.
    @Explicit public var expiresAt: Date?

    /// Describes a subscription.
    public init(topic: String, topics: [String: String], expiresAt: Date?) {
        self.topic = topic
        self.topics = topics
        self.expiresAt = expiresAt
    }

    enum CodingKeys: String, CodingKey {
        case topic, topics
        case expiresAt = "expires_at"
    }
}

/// A subscription that was ended.
public struct SecurityUnsubscribeResponse: Codable, Sendable, Equatable {
    /// The kinds that are still told.
    public let kinds: [SecurityEventKind]

    /// Describes what is left.
    public init(kinds: [SecurityEventKind]) {
        self.kinds = kinds
    }
}

/// What happened to the logins of the installation.
public struct SecurityEvent: Codable, Sendable, Equatable {
    /// What happened.
    public enum What: String, Codable, Sendable {
        /// The account's next password attempt waits.
        case delayed
        /// The right password came after a wait.
        case released
        /// Many logins failed within a minute.
        case manyFailures = "many_failures"
        /// A refresh token that was spent came again, so somebody has a copy; the login it belongs to is revoked.
        case refreshTokenReused = "refresh_token_reused"
    }

    /// What happened.
    public var event: What
    /// The account's id.
    public var userID: String?
    /// The account's name.
    public var username: String?
    /// How many wrong passwords in a row, or within the minute; nil where no password was tried.
    public var failedLogins: Int?
    /// Until when passwords of the account are refused.
    public var delayedUntil: Date?
    /// How many names were tried.
    public var names: Int?
    /// When the token came again.
    public var at: Date?

    /// Describes what happened.
    public init(
        _ event: What, userID: String? = nil, username: String? = nil, failedLogins: Int? = nil,
        delayedUntil: Date? = nil, names: Int? = nil, at: Date? = nil
    ) {
        self.event = event
        self.userID = userID
        self.username = username
        self.failedLogins = failedLogins
        self.delayedUntil = delayedUntil
        self.names = names
        self.at = at
    }

    enum CodingKeys: String, CodingKey {
        case event, username, names, at
        case userID = "user_id"
        case failedLogins = "failed_logins"
        case delayedUntil = "delayed_until"
    }

    /// The kind under which it is told.
    public var kind: SecurityEventKind {
        switch event {
        case .delayed, .released: .account
        case .manyFailures: .logins
        case .refreshTokenReused: .tokens
        }
    }
}
