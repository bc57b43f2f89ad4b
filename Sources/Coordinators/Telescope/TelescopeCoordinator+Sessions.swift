import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Begins the caller's session; one per telescope at a time.
    func startSession(
        _ request: SessionStartRequest, for caller: Caller
    ) async throws(ServiceError) -> SessionResponse {
        guard let user = caller.userID else {
            throw ServiceError(.invalidRequest, "a session belongs to a user")
        }
        try requireEnabled(request.telescopeID)
        try await requireControl(request.telescopeID, takingOver: request.takeOver ?? false, caller)
        if let session = sessions[request.telescopeID] { throw Self.held(by: session) }
        let session = try await queries.startSession(request, user: user)
        sessions[request.telescopeID] = session
        await publishSession(session)
        return SessionResponse(session)
    }

    /// Refuses control while somebody else observes, or ends that session when told so by somebody who may.
    ///
    /// - Parameters:
    ///   - telescopeID: The telescope.
    ///   - takingOver: Whether the session of another is ended, as `aborted`.
    ///   - caller: Who asks.
    /// - Throws: `conflict` naming the holder, `forbidden` when the caller may not write the telescope.
    func requireControl(_ telescopeID: UUID, takingOver: Bool, _ caller: Caller) async throws(ServiceError) {
        guard let session = sessions[telescopeID], session.userID != caller.userID?.text else { return }
        guard takingOver, let id = UUID(uuidString: session.sessionID) else { throw Self.held(by: session) }
        try access.permit(.write, on: telescopeID, rights(caller), at: time.date())
        let ended = try await queries.endSession(id, .aborted, notes: nil)
        // Another session may have begun meanwhile: it belongs to somebody, too.
        guard sessions[telescopeID]?.sessionID == session.sessionID else {
            return try requireNoOtherSession(telescopeID, caller)
        }
        sessions[telescopeID] = nil
        if let ended { await publishSession(ended, takenOver: true) }
    }

    /// Refuses a telescope that is switched off.
    private func requireEnabled(_ id: UUID) throws(ServiceError) {
        guard access.entries[id]?.isEnabled == true else {
            throw ServiceError(
                .invalidState, "the telescope is disabled", details: ["cure": "telescope/config/update"])
        }
    }

    private func publishSession(_ session: SessionInfo, takenOver: Bool = false) async {
        guard let telescope = UUID(uuidString: session.telescopeID) else { return }
        await publishEvent(
            kind: .session, telescope: telescope, payload: SessionEvent(session, takenOver: takenOver))
        stateChanged(telescope)
    }

    /// Ends a session.
    func endSession(_ request: SessionEndRequest) async throws(ServiceError) -> SessionResponse {
        let ended = try await queries.endSession(
            request.sessionID, request.status ?? .completed, notes: request.notes?.text)
        guard let ended else {
            guard let session = try await queries.session(request.sessionID) else {
                throw Self.unknownSession(request.sessionID)
            }
            throw ServiceError(.invalidState, "the session is \(session.status.rawValue) already")
        }
        if let telescope = UUID(uuidString: ended.telescopeID), sessions[telescope]?.sessionID == ended.sessionID {
            sessions[telescope] = nil
        }
        await publishSession(ended)
        return SessionResponse(ended)
    }

    /// One session.
    func session(_ request: SessionRequest) async throws(ServiceError) -> SessionResponse {
        guard let session = try await queries.session(request.sessionID) else {
            throw Self.unknownSession(request.sessionID)
        }
        return SessionResponse(session)
    }

    /// A page of the sessions that are the caller's or on telescopes that the caller may write.
    func sessions(
        _ request: SessionListRequest, for caller: Caller
    ) async throws(ServiceError) -> SessionListResponse {
        let page = try Page(request.limit, request.cursor)
        let writable = access.all(.write, rights(caller), at: time.date())
        let found = try await queries.sessions(request, user: caller.userID, telescopes: writable, page)
        let (items, next) = page.cut(found) { [$0.key, $0.session.sessionID] }
        return SessionListResponse(sessions: items.map(\.session), nextCursor: next)
    }

    /// Checks that a session is the caller's own, or on a telescope that the caller may write.
    ///
    /// - Returns: What lets the caller pass, in the words of the audit trail.
    func permitSession(_ id: UUID, _ caller: Caller) async throws(ServiceError) -> String {
        guard let session = try await queries.session(id), let telescope = UUID(uuidString: session.telescopeID) else {
            throw Self.unknownSession(id)
        }
        if let user = caller.userID, session.userID == user.text { return "own" }
        do {
            try access.permit(.write, on: telescope, rights(caller), at: time.date())
        } catch  where error.code == .notFound {
            throw error.told(as: Self.unknownSession(id))
        }
        return rule(.write, on: telescope, caller)
    }

    /// Refuses control while somebody else observes.
    func requireNoOtherSession(_ telescopeID: UUID, _ caller: Caller) throws(ServiceError) {
        guard let session = sessions[telescopeID], session.userID != caller.userID?.text else { return }
        throw Self.held(by: session)
    }

    /// What is said to others while somebody observes.
    static func held(by session: SessionInfo) -> ServiceError {
        ServiceError(
            .conflict, "\(session.username) has a session on this telescope",
            details: [
                "holder": .string(session.username), "user_id": .string(session.userID),
                "session_id": .string(session.sessionID),
            ])
    }

    private static func unknownSession(_ id: UUID) -> ServiceError { ServiceError(.notFound, "no session \(id.text)") }
}
