public import FoundationEssentials

/// Begins an observing session.
public struct SessionStartRequest: Codable, Sendable, TelescopeNaming, TakingOver {
    /// The telescope.
    public let telescopeID: UUID
    /// What for; `manual` when nil.
    public let sessionType: SessionType?
    /// Words about it.
    public let notes: Prose?
    /// Whether another's session is ended for it, as `aborted`; needs write access.
    public let takeOver: Bool?

    enum CodingKeys: String, CodingKey {
        case notes
        case telescopeID = "telescope_id"
        case sessionType = "session_type"
        case takeOver = "take_over"
    }
}

/// Ends an observing session.
public struct SessionEndRequest: Codable, Sendable {
    /// The session.
    public let sessionID: UUID
    /// How it ended; `completed` when nil.
    public let status: SessionEnding?
    /// Words about it; those of its start stay when nil.
    public let notes: Prose?

    enum CodingKeys: String, CodingKey {
        case status, notes
        case sessionID = "session_id"
    }
}

/// Names an observing session.
public struct SessionRequest: Codable, Sendable {
    /// The session.
    public let sessionID: UUID

    enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
    }
}

/// Asks for the sessions that the caller may see, the latest first.
public struct SessionListRequest: Codable, Sendable {
    /// Only those of this telescope.
    public let telescopeID: UUID?
    /// Only those that stand so.
    public let status: SessionStatus?
    /// The most items.
    public let limit: PageLimit?
    /// Where to go on.
    public let cursor: PageCursor?

    enum CodingKeys: String, CodingKey {
        case status, limit, cursor
        case telescopeID = "telescope_id"
    }
}

/// An observing session, as replies give it.
public struct SessionInfo: Codable, Sendable, Equatable {
    /// The session's id.
    public let sessionID: String
    /// The telescope.
    public let telescopeID: String
    /// Who observes.
    public let userID: String
    /// The observer's name.
    public let username: String
    /// How it stands.
    public let status: SessionStatus
    /// What it is for.
    public let sessionType: SessionType
    /// Words about it.
    @Explicit public var notes: String?
    /// When it began.
    public let startedAt: Date
    /// When it ended.
    @Explicit public var endedAt: Date?

    /// Describes a session.
    public init(
        sessionID: String, telescopeID: String, userID: String, username: String, status: SessionStatus,
        sessionType: SessionType, notes: String?, startedAt: Date, endedAt: Date?
    ) {
        self.sessionID = sessionID
        self.telescopeID = telescopeID
        self.userID = userID
        self.username = username
        self.status = status
        self.sessionType = sessionType
        self.startedAt = startedAt
        self.notes = notes
        self.endedAt = endedAt
    }

    enum CodingKeys: String, CodingKey {
        case username, status, notes
        case sessionID = "session_id"
        case telescopeID = "telescope_id"
        case userID = "user_id"
        case sessionType = "session_type"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }
}

/// One observing session.
public struct SessionResponse: Codable, Sendable {
    /// The session's id.
    public let sessionID: String
    /// The session.
    public let session: SessionInfo

    /// Wraps a session.
    public init(_ session: SessionInfo) {
        sessionID = session.sessionID
        self.session = session
    }

    enum CodingKeys: String, CodingKey {
        case session
        case sessionID = "session_id"
    }
}

/// A page of observing sessions.
public struct SessionListResponse: Codable, Sendable {
    /// The sessions.
    public let sessions: [SessionInfo]
    /// Where the next page begins, when there is one.
    public let nextCursor: PageCursor?

    /// Describes a page.
    public init(sessions: [SessionInfo], nextCursor: PageCursor?) {
        self.sessions = sessions
        self.nextCursor = nextCursor
    }

    enum CodingKeys: String, CodingKey {
        case sessions
        case nextCursor = "next_cursor"
    }
}

/// What happened to a session: the payload of session events, which say nothing of who observes.
public struct SessionEvent: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The session.
    public let sessionID: String
    /// How it stands.
    public let status: SessionStatus
    /// What it is for.
    public let sessionType: SessionType
    /// Whether somebody else took over.
    public let takenOver: Bool
    /// When it began.
    public let startedAt: Date
    /// When it ended.
    @Explicit public var endedAt: Date?

    /// Describes what happened.
    public init(_ session: SessionInfo, takenOver: Bool) {
        telescopeID = session.telescopeID
        sessionID = session.sessionID
        status = session.status
        sessionType = session.sessionType
        self.takenOver = takenOver
        startedAt = session.startedAt
        endedAt = session.endedAt
    }

    enum CodingKeys: String, CodingKey {
        case status
        case telescopeID = "telescope_id"
        case sessionID = "session_id"
        case sessionType = "session_type"
        case takenOver = "taken_over"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }
}
