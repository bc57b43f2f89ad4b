import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension TelescopeQueries {
    private static let sessionColumns: SQL = """
        s.id, s.telescope_id, s.user_id, u.username, s.status, s.session_type, s.notes, s.started_at, s.ended_at, \
        s.started_at::text as sort_key
        """

    private static func session(_ row: PostgresRow) throws(PostgresError) -> SessionInfo {
        SessionInfo(
            sessionID: try row.decode("id", as: UUID.self).text,
            telescopeID: try row.decode("telescope_id", as: UUID.self).text,
            userID: try row.decode("user_id", as: UUID.self).text, username: try row.decode("username"),
            status: try row.decode("status"), sessionType: try row.decode("session_type"),
            notes: try row.decode("notes"), startedAt: try row.decode("started_at"),
            endedAt: try row.decode("ended_at"))
    }

    /// Begins a session.
    func startSession(_ request: SessionStartRequest, user: UUID) async throws(ServiceError) -> SessionInfo {
        let made = try await rows(
            """
            with s as (
                insert into telescope_sessions (telescope_id, user_id, session_type, notes)
                values (\(request.telescopeID), \(user), \(request.sessionType ?? .manual), \(request.notes?.text))
                returning *)
            select \(Self.sessionColumns) from s join users u on u.id = s.user_id
            """, Self.session)
        guard let session = made.first else { throw ServiceError(.internal, "the session was not stored") }
        return session
    }

    /// Ends an active session.
    ///
    /// - Returns: The session, or nil when it is not active.
    func endSession(
        _ id: UUID, _ ending: SessionEnding, notes: String?
    ) async throws(ServiceError) -> SessionInfo? {
        try await rows(
            """
            with s as (
                update telescope_sessions
                set status = \(ending), ended_at = now(), notes = coalesce(\(notes), notes)
                where id = \(id) and status = 'active'
                returning *)
            select \(Self.sessionColumns) from s join users u on u.id = s.user_id
            """, Self.session
        ).first
    }

    /// Closes the sessions that a predecessor left active.
    ///
    /// - Returns: How many there were.
    func closeLeftSessions() async throws(ServiceError) -> Int {
        try await execute("update telescope_sessions set status = 'error', ended_at = now() where status = 'active'")
    }

    /// One session, or nil.
    func session(_ id: UUID) async throws(ServiceError) -> SessionInfo? {
        try await rows(
            """
            select \(Self.sessionColumns) from telescope_sessions s join users u on u.id = s.user_id
            where s.id = \(id)
            """, Self.session
        ).first
    }

    /// Every active session.
    func activeSessions() async throws(ServiceError) -> [SessionInfo] {
        try await rows(
            """
            select \(Self.sessionColumns) from telescope_sessions s join users u on u.id = s.user_id
            where s.status = 'active'
            """, Self.session)
    }

    /// A page of the sessions of a user and of those on some telescopes, the latest first, with their sort keys.
    func sessions(
        _ request: SessionListRequest, user: UUID?, telescopes: [UUID], _ page: Page
    ) async throws(ServiceError) -> [(session: SessionInfo, key: String)] {
        try await rows(
            """
            select \(Self.sessionColumns) from telescope_sessions s join users u on u.id = s.user_id
            where (s.user_id = \(user) or s.telescope_id = any(\(telescopes)))
                and (\(request.telescopeID == nil) or s.telescope_id = \(request.telescopeID))
                and (\(request.status == nil) or s.status = \(request.status?.rawValue))
                and (\(page.isFirst) or (s.started_at, s.id) < (\(page.key(0))::timestamptz, \(page.key(1))::uuid))
            order by s.started_at desc, s.id desc limit \(page.rows)
            """
        ) { row throws(PostgresError) in (try Self.session(row), try row.decode("sort_key")) }
    }
}
