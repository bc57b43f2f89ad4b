import Access
import FoundationEssentials
import Kernel
import Messaging
import Testing

@testable import Hosting

@Suite struct EventSubscriptionsTests {
    private enum Kind { case state, motion }
    private typealias Subscriptions = EventSubscriptions<UUID, Kind>

    private let telescope = UUID()

    private func entry(
        _ client: String, _ user: UUID, _ kinds: Set<Kind>
    ) throws -> Subscriptions.Entry {
        Subscriptions.Entry(
            client: try EventAddress(client: client), caller: Caller(principal: .user(user), name: "anna", door: .mqtt),
            credentials: Credentials(), kinds: kinds)
    }

    @Test func kindsOfOneClientAddUpAndAreTakenAway() throws {
        var subscriptions = Subscriptions()
        let anna = try entry("one", UUID(), [.state])
        let isAdded1 = subscriptions.add(anna, to: telescope)
        #expect(isAdded1)
        var more = anna
        more.kinds = [.motion]
        let isAdded2 = subscriptions.add(more, to: telescope)
        #expect(isAdded2)
        #expect(subscriptions.entries(.state, of: telescope).count == 1)
        #expect(subscriptions.entries(.motion, of: telescope).count == 1)
        let left = subscriptions.remove([.state], client: try EventAddress(client: "one"), anna.caller, from: telescope)
        #expect(left == [.motion])
        #expect(subscriptions.entries(.state, of: telescope).isEmpty)
        let none = subscriptions.remove(
            [.motion], client: try EventAddress(client: "one"), anna.caller, from: telescope)
        #expect(none.isEmpty)
        #expect(subscriptions.isEmpty(telescope))
    }

    @Test func nobodyEndsTheSubscriptionOfAnother() throws {
        var subscriptions = Subscriptions()
        let anna = try entry("one", UUID(), [.state])
        let isAdded3 = subscriptions.add(anna, to: telescope)
        #expect(isAdded3)
        _ = subscriptions.remove([.state], client: anna.client, try entry("one", UUID(), []).caller, from: telescope)
        #expect(!subscriptions.isEmpty(telescope))
    }

    @Test func oneCallerHasOnlySoMany() throws {
        var subscriptions = Subscriptions()
        let user = UUID()
        for number in 0..<Subscriptions.mostPerCaller {
            let isAdded4 = subscriptions.add(try entry("client-\(number)", user, [.state]), to: UUID())
            #expect(isAdded4)
        }
        let isAdded5 = subscriptions.add(try entry("another", user, [.state]), to: UUID())
        #expect(!isAdded5)
        let isAdded6 = subscriptions.add(try entry("another", UUID(), [.state]), to: UUID())
        #expect(isAdded6)
    }

    @Test func whoIsNoLongerBelievedIsToldNothingMore() throws {
        let gatekeeper = TestGatekeeper()
        let (user, start) = (UUID(), Date(timeIntervalSince1970: 1_768_597_445))
        let caller = Caller(
            principal: .user(user), name: "anna", door: .mqtt, expiresAt: start.addingTimeInterval(60))
        func entry(_ token: String?) throws -> Subscriptions.Entry {
            Subscriptions.Entry(
                client: try EventAddress(client: "one"), caller: caller, credentials: Credentials(token: token),
                kinds: [.state])
        }
        #expect(try entry(user.uuidString).believed(by: gatekeeper, at: start) != nil)
        #expect(try entry(nil).believed(by: gatekeeper, at: start) != nil)
        #expect(try entry("revoked").believed(by: gatekeeper, at: start) == nil)
        #expect(try entry(UUID().uuidString).believed(by: gatekeeper, at: start) == nil)
        #expect(try entry(user.uuidString).believed(by: gatekeeper, at: start.addingTimeInterval(60)) == nil)
    }

    @Test func whomANodePassesOnIsLookedAtAgainToo() throws {
        let gatekeeper = TestGatekeeper()
        let (user, start) = (UUID(), Date(timeIntervalSince1970: 1_768_597_445))
        let entry = Subscriptions.Entry(
            client: try EventAddress(client: "one"),
            caller: Caller(
                principal: .user(user), name: "anna", door: .mqtt, expiresAt: start.addingTimeInterval(60),
                passedOnBy: "dome"),
            credentials: Credentials(), kinds: [.state])
        #expect(entry.believed(by: gatekeeper, at: start)?.passedOnBy == "dome")
        gatekeeper.shutOut(user)
        #expect(entry.believed(by: gatekeeper, at: start) == nil)
    }

    @Test func aClientThatNobodyNamesIsAskedFor() throws {
        #expect(try CommandOrigin.events(client: "one") == EventAddress(client: "one"))
        let error = #expect(throws: ServiceError.self) { try CommandOrigin.events(client: nil) }
        #expect(error?.details["field"] == "client_id")
    }
}
