public import FoundationEssentials

/// Asks to be told what happens to a telescope, at the client's own topics.
public struct EventSubscribeRequest: Codable, Sendable, TelescopeNaming {
    /// The telescope.
    public let telescopeID: UUID
    /// What about; everything when nil.
    public let kinds: [TelescopeEventKind]?
    /// The client's id, when the request has no private reply topic that names it.
    @Sought public var clientID: String?

    enum CodingKeys: String, CodingKey {
        case kinds
        case telescopeID = "telescope_id"
        case clientID = "client_id"
    }
}

/// Where a client is told what happens to a telescope.
public struct EventSubscribeResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// One filter for all topics of the telescope: `{prefix}/client/{id}/events/telescope/+/{telescope_id}`,
    /// for accounts of the broker `…/{id}/inbox-events/…`.
    public let topic: String
    /// The topic of each kind.
    public let topics: [String: String]
    /// Until when; as long as the credentials are good when null.
    @Explicit public var expiresAt: Date?

    /// Describes a subscription.
    public init(telescopeID: String, topic: String, topics: [String: String], expiresAt: Date?) {
        self.telescopeID = telescopeID
        self.topic = topic
        self.topics = topics
        self.expiresAt = expiresAt
    }

    enum CodingKeys: String, CodingKey {
        case topic, topics
        case telescopeID = "telescope_id"
        case expiresAt = "expires_at"
    }
}

/// A subscription that was ended.
public struct EventUnsubscribeResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The kinds that are still told.
    public let kinds: [TelescopeEventKind]

    /// Describes what is left.
    public init(telescopeID: String, kinds: [TelescopeEventKind]) {
        self.telescopeID = telescopeID
        self.kinds = kinds
    }

    enum CodingKeys: String, CodingKey {
        case kinds
        case telescopeID = "telescope_id"
    }
}
