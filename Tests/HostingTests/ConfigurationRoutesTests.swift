import Access
import Kernel
import Messaging
import Settings
import Support
import Testing

@testable import Hosting

/// Who may change which setting.
@Suite(.timeLimit(.minutes(1))) struct ConfigurationRoutesTests {
    let fixture: HostFixture

    init() async throws {
        let fixture = try await HostFixture()
        // The database is away: the store knows the keys, and what is let through fails where it would be written.
        await #expect(throws: ServiceError.self) {
            try await fixture.environment.settings.register(TestCoordinator.component, keys: TestCoordinator.settings)
        }
        self.fixture = fixture
    }

    private func refusal(_ key: String, _ value: JSONValue, apiKey: String? = nil) async throws -> ServiceError? {
        let request: JSONValue = ["config_key": .string(key), "config_value": value]
        let asked = try await fixture.send(
            "update/\(TestCoordinator.component)", try WireJSON.text(request), apiKey: apiKey, family: "config")
        return await asked.replies.next()?.failure
    }

    @Test(arguments: ["open", 7, []] as [JSONValue])
    func aSettingMayNeedMoreThanThePermissionOfTheRoute(value: JSONValue) async throws {
        fixture.gatekeeper.withhold(Permission("security", "write"))
        let refused = try await refusal("door", value)
        #expect(refused?.code == .forbidden)
        #expect(refused?.message == "door also needs security:write: withheld")
        #expect(refused?.details["permission"] == "security:write")
        #expect(fixture.audit.lines == ["refusal deny forbidden"])
        #expect(await fixture.coordinator.vetted.isEmpty)
    }

    @Test func whoHoldsThePermissionMayChangeIt() async throws {
        #expect(try await refusal("door", "open")?.code == .unavailable)
        #expect(await fixture.coordinator.vetted == ["door"])
    }

    @Test func toTakeItBackAndToChangeAnythingElseThePermissionOfTheRouteIsEnough() async throws {
        fixture.gatekeeper.withhold(Permission("security", "write"))
        for (key, value): (String, JSONValue) in [("door", ""), ("pace", 2)] {
            #expect(try await refusal(key, value)?.code == .unavailable)
            #expect(try await refusal(key, value, apiKey: "config:write")?.code == .unavailable)
        }
        #expect(await fixture.coordinator.vetted == ["door", "door", "pace", "pace"])
    }

    @Test func whatWouldOutliveAnAPIKeyIsForLoginsWhateverTheScopes() async throws {
        let refused = try await refusal("door", "open", apiKey: "config:write security:write")
        #expect(refused?.code == .forbidden)
        #expect(refused?.message == "an API key may not do this: log in")
        #expect(refused?.details["cure"] == "security/auth/login")
        #expect(await fixture.coordinator.vetted.isEmpty)
    }

    @Test func anUnknownSettingIsRefusedByItsName() async throws {
        fixture.gatekeeper.withhold(Permission("security", "write"))
        let refused = try await refusal("dor", "open")
        #expect(refused?.code == .notFound)
        #expect(refused?.message == "no setting dor, did you mean door")
    }
}
