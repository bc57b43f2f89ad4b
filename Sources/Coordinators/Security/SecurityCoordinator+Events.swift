import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Messaging
import SecurityEngines

extension SecurityCoordinator {
    /// Who is told which kind of event; the installation has one set of accounts, so there is one subject.
    typealias Subscriptions = EventSubscriptions<EventSubject, SecurityEventKind>

    /// What events are about.
    enum EventSubject: Sendable {
        case logins
    }

    /// Tells a client what happens to logins, until its credentials end or the permission is withdrawn.
    func subscribe(
        _ request: SecuritySubscribeRequest, for caller: Caller
    ) throws(ServiceError) -> SecuritySubscribeResponse {
        let client = try CommandOrigin.events(client: request.clientID)
        let kinds = Set(request.kinds ?? SecurityEventKind.allCases)
        var topics: [String: String] = [:]
        for kind in kinds {
            topics[kind.rawValue] = try bus.space.securityEvents(at: client, kind: kind.rawValue).text
        }
        endWithdrawnSubscriptions()
        try subscriptions.add(kinds, client: client, caller, to: .logins, cure: "security/event/unsubscribe")
        return SecuritySubscribeResponse(
            topic: try bus.space.allSecurityEvents(at: client).text, topics: topics, expiresAt: caller.expiresAt)
    }

    /// Ends what `subscribe` began.
    func unsubscribe(
        _ request: SecuritySubscribeRequest, for caller: Caller
    ) throws(ServiceError) -> SecurityUnsubscribeResponse {
        let left = subscriptions.remove(
            Set(request.kinds ?? SecurityEventKind.allCases),
            client: try CommandOrigin.events(client: request.clientID), caller, from: .logins)
        return SecurityUnsubscribeResponse(kinds: left.sorted { $0.rawValue < $1.rawValue })
    }

    /// Tells the subscribers what happens to logins, as long as there is something to tell.
    func tellEvents() async {
        await withTaskGroup(of: Void.self) { group in
            for stream in events {
                group.addTask { for await event in stream { await self.tell(event) } }
            }
        }
    }

    private func tell(_ event: SecurityEvent) async {
        endWithdrawnSubscriptions()
        for entry in subscriptions.entries(event.kind, of: .logins) {
            // It was a topic when it was subscribed to.
            guard let topic = try? bus.space.securityEvents(at: entry.client, kind: event.kind.rawValue) else {
                continue
            }
            await bus.publish(
                Publication(topic: topic, payload: event, kind: .event, source: "coordinator:security"))
        }
    }

    private func endWithdrawnSubscriptions() {
        let now = time.date()
        subscriptions.keep(of: .logins) { entry in
            guard let caller = entry.believed(by: gatekeeper, at: now) else { return false }
            return gatekeeper.decide(caller, Permission("security", "read")).allowed
        }
    }
}
