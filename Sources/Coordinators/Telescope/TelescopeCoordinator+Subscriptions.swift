import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Messaging

extension TelescopeCoordinator {
    /// Tells a client what happens to a telescope, until its credentials end or the access is withdrawn.
    func subscribe(
        _ request: EventSubscribeRequest, for caller: Caller
    ) async throws(ServiceError) -> EventSubscribeResponse {
        let client = try client(of: request)
        let id = request.telescopeID
        let kinds = Set(request.kinds ?? TelescopeEventKind.allCases)
        var topics: [String: String] = [:]
        for kind in kinds {
            topics[kind.rawValue] = try bus.space.events(at: client, kind: kind.rawValue, telescope: id.text).text
        }
        endWithdrawnSubscriptions()
        let entry = EventSubscriptions.Entry(
            client: client, caller: caller, credentials: CommandOrigin.current?.credentials ?? Credentials(),
            kinds: kinds)
        guard subscriptions.add(entry, to: id) else {
            throw ServiceError(
                .tooManyRequests, "at most \(EventSubscriptions.mostPerCaller) subscriptions at once",
                details: [
                    "limit": .integer(Int64(EventSubscriptions.mostPerCaller)), "cure": "telescope/event/unsubscribe",
                ])
        }
        // The first state does not wait for a change.
        if kinds.contains(.state) { stateChanged(id) }
        return EventSubscribeResponse(
            telescopeID: id.text, topic: try bus.space.allEvents(at: client, telescope: id.text).text,
            topics: topics, expiresAt: caller.expiresAt)
    }

    /// Ends what `subscribe` began.
    func unsubscribe(
        _ request: EventSubscribeRequest, for caller: Caller
    ) throws(ServiceError) -> EventUnsubscribeResponse {
        let left = subscriptions.remove(
            Set(request.kinds ?? TelescopeEventKind.allCases), client: try client(of: request), caller,
            from: request.telescopeID)
        return EventUnsubscribeResponse(
            telescopeID: request.telescopeID.text, kinds: left.sorted { $0.rawValue < $1.rawValue })
    }

    /// The topics at which a kind of event is told now; those whose credentials or access ended are told no more.
    func subscribers(_ kind: TelescopeEventKind, of telescopeID: UUID) -> [Topic] {
        guard !subscriptions.isEmpty(telescopeID) else { return [] }
        subscriptions.keep(of: telescopeID) { isGood($0, telescopeID) }
        return subscriptions.entries(kind, of: telescopeID).compactMap { entry in
            // It was a topic when it was subscribed to.
            try? bus.space.events(at: entry.client, kind: kind.rawValue, telescope: telescopeID.text)
        }
    }

    private func endWithdrawnSubscriptions() {
        for id in subscriptions.telescopes { subscriptions.keep(of: id) { isGood($0, id) } }
    }

    // Credentials are shown again each time: a revoked token or key or a disabled account is told nothing more.
    private func isGood(_ entry: EventSubscriptions.Entry, _ telescopeID: UUID) -> Bool {
        let now = time.date()
        guard entry.caller.expiresAt.map({ $0 > now }) ?? true else { return false }
        var caller = entry.caller
        if !entry.credentials.isEmpty {
            // The refusal is the answer.
            guard let known = try? gatekeeper.caller(showing: entry.credentials, at: caller.door),
                known.principal == caller.principal
            else { return false }
            caller = known
        }
        return access.most(rights(caller), on: telescopeID, at: now) != nil
    }

    private func client(of request: EventSubscribeRequest) throws(ServiceError) -> EventAddress {
        if let address = CommandOrigin.current?.events { return address }
        if let client = request.clientID { return try EventAddress(client: client) }
        throw ServiceError(
            .invalidRequest, "use a private reply topic, or name client_id: events go to topics of the client's own",
            details: ["field": "client_id"])
    }
}
