import Access
import Contracts
import Health
import Kernel
import Messaging
import Settings
import Support
import Testing

@testable import MessageCoordination

@Suite(.timeLimit(.minutes(1))) struct MessageCoordinatorTests {
    let fixture: MessageFixture
    var coordinator: MessageCoordinator { fixture.coordinator }

    init() async throws {
        fixture = try MessageFixture()
        await fixture.coordinator.start()
    }

    private func health(
        _ caller: Caller = MessageFixture.known, _ component: String? = nil
    ) async throws -> HealthGetResponse {
        try await coordinator.health(HealthGetRequest(component: component), for: caller)
    }

    @Test func nothingHeardIsUnknown() async throws {
        #expect(try await health().status == "unknown")
    }

    @Test func theWorstComponentDecides() async throws {
        await fixture.say(.healthy, of: "security")
        #expect(try await health().status == "healthy")
        let remote = try WireJSON.text(fixture.report(.unhealthy, of: "telescope", "no device answers"))
        await fixture.hear(fixture.bus.space.health(of: "telescope"), #"{"payload":\#(remote)}"#, enveloped: true)
        let all = try await health()
        #expect(all.status == "unhealthy")
        #expect(all.components["telescope-coordinator"]?.message == "no device answers")
        #expect(try await health(MessageFixture.known, "security").status == "healthy")
        #expect(try await health(MessageFixture.known, "security-coordinator").components.count == 1)
    }

    @Test func anUnknownComponentIsNotFound() async {
        await #expect { _ = try await health(MessageFixture.known, "nothing") } throws: {
            ($0 as? ServiceError)?.code == .notFound
        }
    }

    @Test func detailsAreForThoseWhoMayKnow() async throws {
        await fixture.say(.healthy, of: "security")
        let anybody = try await health(MessageFixture.nobody)
        #expect(anybody.components["security-coordinator"] == .init(status: "healthy", message: ""))
        #expect(anybody.nodes.isEmpty)
        let known = try await health()
        #expect(known.components["security-coordinator"]?.details?["uptime_seconds"] == 1)
        #expect(known.nodes.map(\.node) == ["desk"])
    }

    @Test(arguments: [(90, false), (91, true)])
    func whoIsSilentForThreeIntervalsIsStale(seconds: Int, isStale: Bool) async throws {
        await fixture.say(.healthy, of: "security")
        fixture.time.advance(by: .seconds(seconds))
        let component = try #require(try await health().components["security-coordinator"])
        #expect(component.stale == isStale)
        #expect(component.status == (isStale ? "unknown" : "healthy"))
    }

    @Test func aLastWillMakesItsCoordinatorsUnknownAndSaysSo() async throws {
        let birth = Presence(state: .online, epoch: 5, coordinators: ["telescope"], version: "1")
        try await fixture.hear(birth, of: "dome")
        #expect(await coordinator.onlineCoordinators == ["message", "security", "telescope"])
        await fixture.hear(
            fixture.bus.space.health(of: "telescope"), try WireJSON.text(fixture.report(.healthy, of: "telescope")))
        try await fixture.hear(Presence(state: .offline, epoch: 5), of: "dome")
        let said = try #require(await fixture.published.next())
        #expect(said.topic == fixture.bus.space.health(of: "telescope"))
        #expect(said.isRetained)
        #expect((said.payload as? HealthReport)?.status == .unknown)
        let component = try await health().components["telescope-coordinator"]
        #expect(component?.status == "unknown")
        #expect(component?.message == "node dome is gone")
        #expect(component?.stale == false)
    }

    @Test func whatTheBrokerKeptOfOurselvesIsNotBelieved() async throws {
        await fixture.say(.healthy, of: "security")
        await fixture.hear(
            fixture.bus.space.health(of: "security"), try WireJSON.text(fixture.report(.unknown, of: "security")))
        try await fixture.hear(Presence(state: .offline, epoch: 99), of: "desk")
        #expect(try await health().status == "healthy")
        #expect(try await health().nodes.map(\.state) == [.online])
    }

    @Test func aNodeIsForgottenWhenItIsGone() async throws {
        await #expect { try await coordinator.forget(NodeForgetRequest(node: "dome")) } throws: {
            ($0 as? ServiceError)?.code == .notFound
        }
        try await fixture.hear(Presence(state: .online, epoch: 1, coordinators: ["telescope"]), of: "dome")
        await #expect { try await coordinator.forget(NodeForgetRequest(node: "dome")) } throws: {
            ($0 as? ServiceError)?.code == .invalidState
        }
        try await fixture.hear(Presence(state: .offline, epoch: 1), of: "dome")
        try await coordinator.forget(NodeForgetRequest(node: "dome"))
        #expect(fixture.forgottenNodes == ["dome"])
        #expect(try await health().nodes.map(\.node) == ["desk"])
        #expect(try await health().components["telescope-coordinator"] == nil)
    }

    @Test func aNodeGoneForADayIsForgottenByItself() async throws {
        try await fixture.hear(Presence(state: .offline, epoch: 1), of: "dome")
        let run = Task { try await coordinator.run() }
        await fixture.time.nextSleep()
        fixture.time.advance(by: .seconds(86_400))
        await fixture.time.nextSleep()
        run.cancel()
        #expect(fixture.forgottenNodes == ["dome"])
    }

    @Test func whoMayNotChangeRightsLeadsNobodyElsewhere() {
        let leading = MessageSettings.all.filter { $0.permission != nil }
        #expect(leading.map(\.name) == ["broker_url", "broker_port", "shared_replies"])
        for key in leading {
            #expect(key.permissionNeeded(toSet: key.defaultValue) == Permission("security", "write"))
        }
    }

    @Test func aNewBrokerIsTriedBeforeItIsStored() async throws {
        try await coordinator.vet("broker_url", "tcp://there")
        try await coordinator.vet("broker_port", 1884)
        try await coordinator.vet("broker_url", "")
        try await coordinator.vet("rate_limit", 3)
        #expect(fixture.triedBrokers == ["tcp://there -", "- 1884"])
        await #expect(throws: ServiceError.self) { try await coordinator.vet("broker_url", "bad") }
    }

    @Test(arguments: ["a\u{7}b", "a b", "http://there", "a\u{202E}b", String(repeating: "x", count: 254)])
    func whatIsNoAddressIsRefusedByTheSettingsNameAndNotTried(url: String) async throws {
        try await coordinator.vet("broker_url", .string(url))
        #expect(fixture.triedBrokers.isEmpty)
        let error = #expect(throws: ServiceError.self) {
            try AnySettingKey(MessageSettings.brokerURL).validate(.string(url))
        }
        #expect(error?.message.hasPrefix("broker_url must be host") == true)
    }
}
