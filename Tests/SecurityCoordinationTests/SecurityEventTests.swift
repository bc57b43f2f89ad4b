import Access
import Contracts
import Hosting
import Kernel
import Messaging
import Support
import Testing

@testable import SecurityCoordination

@Suite struct SecurityEventTests {
    typealias Node = SecurityCoordinatorTests.Node

    /// What was said at the topics of clients.
    private func ears(on bus: MessageBus) throws -> AsyncStream<Frame> {
        let (frames, sink) = AsyncStream.makeStream(of: Frame.self)
        bus.attach(Listener("ears") { sink.yield($0) }, to: [try TopicFilter("bigskies/client/#")])
        return frames
    }

    /// Gives wrong passwords until the next one waits.
    private func knock(_ node: Node, as name: String) async {
        for _ in 0..<10 { _ = try? await node.logIn(name, "wrong") }  // each is refused
    }

    private func withEvents(_ body: (Node, AsyncStream<Frame>) async throws -> Void) async throws {
        let node = try await Node.make()
        let frames = try ears(on: node.bus)
        try await node.coordinator.start()
        let telling = Task { await node.coordinator.tellEvents() }
        defer { telling.cancel() }
        try await body(node, frames)
    }

    @Test func anAdministratorWhoAskedIsToldOfAnAccountWhosePasswordsWait() async throws {
        try await withEvents { node, frames in
            let alice = try await node.caller("alice")
            let reply = try await node.coordinator.subscribe(
                SecuritySubscribeRequest(kinds: [.account], clientID: "desk"), for: node.admin)
            #expect(reply.topics == ["account": "bigskies/client/desk/events/security/account"])
            await knock(node, as: "alice")
            var heard = frames.makeAsyncIterator()
            let frame = try #require(await heard.next())
            #expect(frame.topic.text == reply.topics["account"])
            guard case .value(let event as SecurityEvent) = frame.body else {
                Issue.record("no event")
                return
            }
            #expect(event.event == .delayed)
            #expect(event.userID == alice.userID?.text)
            #expect(event.failedLogins == 10)
        }
    }

    @Test func anAdministratorWhoAskedIsToldOfARefreshTokenThatCameAgain() async throws {
        try await withEvents { node, frames in
            let alice = try await node.caller("alice")
            let reply = try await node.coordinator.subscribe(
                SecuritySubscribeRequest(kinds: [.tokens], clientID: "desk"), for: node.admin)
            #expect(reply.topics == ["tokens": "bigskies/client/desk/events/security/tokens"])
            let spent = RefreshRequest(refreshToken: try await node.logIn("alice").refreshToken)
            _ = try await node.coordinator.refresh(spent)
            await #expect(throws: ServiceError.self) { try await node.coordinator.refresh(spent) }
            var heard = frames.makeAsyncIterator()
            let frame = try #require(await heard.next())
            #expect(frame.topic.text == reply.topics["tokens"])
            let told = try frame.decode(JSONValue.self)
            #expect(told["event"] == "refresh_token_reused")
            #expect(told["user_id"]?.text == alice.userID?.text)
            #expect(told["username"] == "alice")
            #expect(told["at"]?.text?.hasSuffix("Z") == true)
            #expect(told["failed_logins"] == nil)
        }
    }

    @Test func whoLostThePermissionOrEndedTheSubscriptionIsToldNothingMore() async throws {
        try await withEvents { node, frames in
            let boss = try await node.caller("boss", roles: ["admin"])
            let request = SecuritySubscribeRequest(clientID: "boss")
            _ = try await node.coordinator.subscribe(request, for: boss)
            _ = try await node.coordinator.subscribe(SecuritySubscribeRequest(clientID: "gone"), for: node.admin)
            _ = try await node.coordinator.subscribe(SecuritySubscribeRequest(clientID: "desk"), for: node.admin)
            let left = try await node.coordinator.unsubscribe(
                SecuritySubscribeRequest(clientID: "gone"), for: node.admin)
            #expect(left.kinds.isEmpty)
            let id = try #require(boss.userID)
            _ = try await node.coordinator.revokeRole(RoleRequest(userID: id, role: "admin"))
            await knock(node, as: "boss")
            var heard = frames.makeAsyncIterator()
            #expect(await heard.next()?.topic.text == "bigskies/client/desk/events/security/account")
            await knock(node, as: "admin")
            #expect(await heard.next()?.topic.text == "bigskies/client/desk/events/security/account")
        }
    }

    @Test func eventsAreForHoldersOfSecurityRead() {
        let routes = SecurityCoordinator.routes.map(\.description).filter { $0.suffix.contains("/event/") }
        #expect(routes.map(\.access) == ["security:read", "security:read"])
    }
}
