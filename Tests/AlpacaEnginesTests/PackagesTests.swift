import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

extension DeviceTests {
    /// Servers that others wrote, every type of device that they offer.
    @Suite struct PackagesTests {
        private static let configuration = AlpacaConfiguration(
            pollTimeout: .seconds(20), requestTimeout: .seconds(60), stateInterval: .milliseconds(100),
            idleInterval: .milliseconds(100))

        /// Connects devices and waits until each was polled a few times.
        private func poll(_ addresses: [AlpacaAddress]) async throws -> [AlpacaDeviceType: DeviceSnapshot] {
            let engine = AlpacaEngine(configuration: Self.configuration, logger: Logger(label: "test"))
            let telescope = UUID()
            let result: Result<[AlpacaDeviceType: DeviceSnapshot], any Error>
            do {
                for address in addresses {
                    let device = AttachedDevice(id: UUID(), telescopeID: telescope, address: address)
                    await engine.attach(device)
                    _ = try await engine.connect(device.id)
                }
                try await Task.sleep(for: .seconds(1))
                let devices = await engine.devices(of: telescope)
                result = .success(
                    Dictionary(devices.map { ($0.device.address.type, $0) }, uniquingKeysWith: { first, _ in first }))
            } catch {
                result = .failure(error)
            }
            try await engine.shutdown()
            return try result.get()
        }

        @Test func everySimulatorIsConnectedAndPolled() async throws {
            let simulators = try await AlpacaSimulators.start()
            let result: Result<Void, any Error>
            do {
                let server = try AlpacaServer(await simulators.url)
                let snapshots = try await poll(
                    AlpacaDeviceType.allCases.map { AlpacaAddress(server: server, type: $0, number: 0) })
                for type in AlpacaDeviceType.allCases {
                    let snapshot = try #require(snapshots[type])
                    #expect(snapshot.phase == .connected, "\(type): \(snapshot.failure ?? "")")
                    #expect(snapshot.state?.values.isEmpty == false, "\(type)")
                }
                #expect(snapshots[.camera]?.facts?.camera?.sizeX ?? 0 > 0)
                #expect(snapshots[.switch]?.state?["GetSwitchValue0"]?.double != nil)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await simulators.stop()
            try result.get()
        }

        @Test func everyDeviceOfTheLibraryIsFoundConnectedAndPolled() async throws {
            let library = try await LibraryServer.start()
            let result: Result<Void, any Error>
            do {
                var configuration = Self.configuration
                configuration.discoveryPort = await library.port
                configuration.discoveryTimeout = .seconds(1)
                let client = AlpacaClient()
                let found = try await AlpacaDiscovery(client: client, configuration: configuration).run()
                try await client.shutdown()
                #expect(found.count == 8)
                #expect(Set(found.compactMap(\.uniqueID)).count == 8)
                #expect(found.first?.serverName == "Library")
                let snapshots = try await poll(found.map(\.address))
                for (type, snapshot) in snapshots {
                    #expect(snapshot.phase == .connected, "\(type): \(snapshot.failure ?? "")")
                    #expect(snapshot.state?.values.isEmpty == false, "\(type)")
                }
                #expect(snapshots[.switch]?.facts?.switchCount == 3)
                #expect(snapshots[.switch]?.state?["GetSwitchValue2"]?.double == 0.5)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await library.stop()
            try result.get()
        }

        @Test func aSimulatedCameraGivesAPicture() async throws {
            let simulators = try await AlpacaSimulators.start()
            let engine = AlpacaEngine(configuration: Self.configuration, logger: Logger(label: "test"))
            let result: Result<Void, any Error>
            do {
                let address = AlpacaAddress(server: try AlpacaServer(await simulators.url), type: .camera, number: 0)
                let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
                await engine.attach(device)
                let facts = try #require(try await engine.connect(device.id).facts?.camera)
                let region = ImageRegion(startX: 8, startY: 4, width: 64, height: 32)
                // A dark: for a light frame the simulator asks a star catalogue on the Internet.
                let order = ExposureOrder(
                    duration: max(0.1, facts.exposureMin ?? 0), isLight: false, binX: 1, region: region)
                _ = try await engine.expose(order, with: device.id)
                let frame = try await engine.frame(of: order.id)
                #expect(frame.image.width == 64)
                #expect(frame.image.height == 32)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await engine.shutdown()
            await simulators.stop()
            try result.get()
        }
    }
}
