import Alpaca
import AlpacaEngines
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct AlpacaDiscoveryTests {
        private func find(_ configuration: AlpacaConfiguration) async throws -> [DiscoveredDevice] {
            let client = AlpacaClient()
            let result: Result<[DiscoveredDevice], any Error>
            do {
                result = .success(try await AlpacaDiscovery(client: client, configuration: configuration).run())
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            return try result.get()
        }

        @Test func aServerThatAnswersTheBroadcastTellsItsDevicesOnce() async throws {
            let server = try await QuirkyAlpacaServer.start()
            var configuration = AlpacaConfiguration(discoveryTimeout: .milliseconds(600))
            configuration.discoveryPort = await server.port
            // Named as well: its devices are the same ones.
            configuration.staticServers = ["http://localhost:\(await server.port)/"]
            let devices = try await find(configuration)
            await server.stop()
            #expect(Set(devices.compactMap(\.uniqueID)) == ["u-1", "u-2"])
            #expect(devices.count == 2)
            #expect(devices.first { $0.uniqueID == "u-2" }?.address.number == 3)
            #expect(devices.first?.serverName == "Quirky")
        }

        @Test func aConfiguredServerWithoutManagementIsAskedForItsFirstDevices() async throws {
            let simulators = try await AlpacaSimulators.start()
            let url = await simulators.url
            let devices = try await find(
                AlpacaConfiguration(
                    pollTimeout: .seconds(10), discoveryPort: 9, discoveryTimeout: .milliseconds(200),
                    staticServers: [url, url + "/"]))
            await simulators.stop()
            #expect(devices.count == 10)
            #expect(Set(devices.map(\.address.type)).count == 10)
            #expect(devices.first { $0.address.type == .telescope }?.name == "Simulator Telescope")
        }

        @Test func badConfiguredServersDelayNobody() async throws {
            let server = try await QuirkyAlpacaServer.start()
            var servers = [await server.url()]
            for way in ["html", "silent", "drip", "huge", "nothing", "error500"] {
                servers.append(await server.url(way))
            }
            let configuration = AlpacaConfiguration(
                pollTimeout: .seconds(2), discoveryPort: 9, discoveryTimeout: .milliseconds(100),
                staticServers: servers)
            // Ten times the promise, and less than the half minute that the silent one takes.
            let devices = try await withDeadline(.seconds(20), "the search") { try await find(configuration) }
            await server.stop()
            #expect(devices.count == 2)
        }

        @Test func aConfiguredServerThatIsNoAddressIsRefused() async throws {
            let error = await #expect(throws: ServiceError.self) {
                try await find(AlpacaConfiguration(staticServers: ["nonsense"]))
            }
            #expect(error?.code == .invalidRequest)
        }
    }
}
