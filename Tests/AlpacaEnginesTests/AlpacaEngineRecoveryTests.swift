import Alpaca
import AlpacaEngines
import FoundationEssentials
import Health
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct AlpacaEngineRecoveryTests {
        @Test func aServerThatHangsIsSeenAndComesBack() async throws {
            try await EngineFixture.with { fixture in
                await fixture.simulators.pause()
                _ = try await fixture.event { if case .degraded = $0 { true } else { false } }
                let check = try #require(fixture.engine.checks.first)
                let result = await check.check()
                #expect(result.status == .degraded)
                #expect(result.message == "1 of 1 device not responding")
                _ = try await fixture.event { if case .disconnected = $0 { true } else { false } }
                #expect(await fixture.engine.reading(fixture.telescope).mount?.state == nil)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(
                        .slew(.equatorial(rightAscension: 1, declination: 1)), with: fixture.device.id)
                }
                #expect(error?.code == .unavailable)
                await fixture.simulators.resume()
                _ = try await fixture.event { if case .recovered = $0 { true } else { false } }
                #expect(await check.check().status == .healthy)
            }
        }

        @Test func aServerThatLostItsPowerIsConnectedAgain() async throws {
            try await EngineFixture.with { fixture in
                await fixture.simulators.stop()
                _ = try await fixture.event { if case .disconnected = $0 { true } else { false } }
                try await fixture.simulators.start()
                _ = try await fixture.event { if case .recovered = $0 { true } else { false } }
                #expect(try await fixture.said("connected") == true)
            }
        }

        @Test func aDeviceDisconnectedBySomebodyElseIsConnectedAgain() async throws {
            try await EngineFixture.with { fixture in
                try await fixture.withStranger { client in
                    try await client.call(
                        "connected", .put, on: fixture.device.address, ["Connected": false], within: .seconds(20))
                }
                _ = try await fixture.event { if case .disconnected = $0 { true } else { false } }
                _ = try await fixture.event { if case .recovered = $0 { true } else { false } }
            }
        }

        @Test func aDeadDeviceDelaysNoOther() async throws {
            let quirky = try await QuirkyAlpacaServer.start()
            // Whoever is held up by a read of the silent one is held up for longer than an event is waited for.
            var configuration = EngineFixture.configuration
            configuration.pollTimeout = EngineFixture.patience * 2
            try await EngineFixture.with(configuration: configuration) { fixture in
                let dead = AttachedDevice(
                    id: UUID(), telescopeID: UUID(),
                    address: AlpacaAddress(
                        server: try AlpacaServer(await quirky.url("silent")), type: .telescope, number: 0))
                await fixture.engine.attach(dead)
                try await fixture.engine.keepConnected(dead.id)
                try await fixture.engine.setTracking(true, of: fixture.telescope)
                _ = try await fixture.event { event in
                    if case .state(let snapshot) = event { snapshot.state?.isTracking == true } else { false }
                }
                let receipt = try await fixture.engine.begin(
                    .slew(.equatorial(rightAscension: 3, declination: 60)), with: fixture.device.id)
                #expect(
                    try await fixture.engine.settle(try #require(receipt.motion)).phase
                        == .settled)
            }
            await quirky.stop()
        }
    }
}
