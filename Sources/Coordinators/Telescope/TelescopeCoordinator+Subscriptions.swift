import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Messaging

extension TelescopeCoordinator {
    /// Who is told which kind of event about which telescope.
    typealias Subscriptions = EventSubscriptions<UUID, TelescopeEventKind>

    /// Tells a client what happens to a telescope, until its credentials end or the access is withdrawn.
    func subscribe(
        _ request: EventSubscribeRequest, for caller: Caller
    ) async throws(ServiceError) -> EventSubscribeResponse {
        let client = try CommandOrigin.events(client: request.clientID)
        let id = request.telescopeID
        let kinds = Set(request.kinds ?? TelescopeEventKind.allCases)
        var topics: [String: String] = [:]
        for kind in kinds {
            topics[kind.rawValue] = try bus.space.events(at: client, kind: kind.rawValue, telescope: id.text).text
        }
        endWithdrawnSubscriptions()
        try subscriptions.add(kinds, client: client, caller, to: id, cure: "telescope/event/unsubscribe")
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
            Set(request.kinds ?? TelescopeEventKind.allCases),
            client: try CommandOrigin.events(client: request.clientID), caller,
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
        for id in subscriptions.subjects { subscriptions.keep(of: id) { isGood($0, id) } }
    }

    // The rights count that the credentials give now, not those of then.
    private func isGood(_ entry: Subscriptions.Entry, _ telescopeID: UUID) -> Bool {
        let now = time.date()
        guard let caller = entry.believed(by: gatekeeper, at: now) else { return false }
        return access.most(rights(caller), on: telescopeID, at: now) != nil
    }
}
