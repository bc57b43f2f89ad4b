import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

extension DeviceTests {
    @Suite struct QuirkyServerTests {
        private func address(_ server: QuirkyAlpacaServer, _ way: String) async throws -> AlpacaAddress {
            AlpacaAddress(server: try AlpacaServer(await server.url(way)), type: .telescope, number: 0)
        }

        private func withServer(
            _ body: (QuirkyAlpacaServer, AlpacaClient) async throws -> Void
        ) async throws {
            let server = try await QuirkyAlpacaServer.start()
            let client = AlpacaClient()
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(server, client))
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            await server.stop()
            try result.get()
        }

        @Test(arguments: [
            ("html", ServiceError.Code.unavailable), ("nothing", .unavailable), ("error500", .unavailable),
            ("nan", .unavailable), ("silent", .timeout), ("redirect", .unavailable), ("huge", .unavailable),
            ("empty", .unavailable), ("drip", .timeout), ("list", .unavailable), ("novalue", .unavailable),
            ("hresult", .invalidState), ("refusing", .unavailable), ("absent", .invalidState),
        ])
        func eachBadAnswerHasItsCodeWithinItsDeadline(way: String, code: ServiceError.Code) async throws {
            try await withServer { server, client in
                let address = try await address(server, way)
                // What is silent or drips goes on for half a minute; the others answer as soon as they can.
                let limit: Duration = code == .timeout ? .milliseconds(500) : .seconds(20)
                let error = await #expect(throws: AlpacaError.self) {
                    try await client.call("rightascension", .get, on: address, within: limit)
                }
                #expect(error.map { ServiceError($0).code } == code)
            }
        }

        @Test(arguments: ["nothing", "error500", "silent", "html", "redirect"])
        func aCommandIsSentOnce(way: String) async throws {
            try await withServer { server, client in
                let address = try await address(server, way)
                _ = await #expect(throws: AlpacaError.self) {
                    try await client.call("park", .put, on: address, within: .seconds(5))
                }
                let counter = try AlpacaServer(await server.url("count/\(way)"))
                #expect(try await client.management("park", of: counter, within: .seconds(20)) == 1)
            }
        }

        @Test func anArgumentThatTheMemberDoesNotTakeIsNotSent() async throws {
            try await withServer { server, client in
                let address = try await address(server, "html")
                for arguments in [["rightascension": AlpacaArgument.double(1)], ["RightAscension": .double(.nan)]] {
                    let error = await #expect(throws: AlpacaError.self) {
                        try await client.call("targetrightascension", .put, on: address, arguments, within: .seconds(1))
                    }
                    guard case .noSuchMember = error else { throw ServiceError(.internal, "sent") }
                }
            }
        }

        @Test func aServerThatIsNotThereIsUnavailableAtOnce() async throws {
            try await withServer { server, client in
                let address = try await address(server, "")
                await server.stop()
                let error = await #expect(throws: AlpacaError.self) {
                    try await client.bool("connected", of: address, within: .seconds(5))
                }
                #expect(error.map { ServiceError($0).code } == .unavailable)
            }
        }

        @Test func anAbortStopsASlewThatTheDeviceHasNotBegunYet() async throws {
            try await withServer { server, client in
                let engine = AlpacaEngine(logger: Logger(label: "test"))
                let mount = try await address(server, "hesitant")
                let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: mount)
                await engine.attach(device)
                _ = try await engine.connect(device.id)
                let slew = Task<MotionReceipt, any Error> {
                    try await engine.begin(.slew(.equatorial(rightAscension: 5, declination: 5)), with: device.id)
                }
                for await event in engine.events {
                    if case .motion(let motion) = event, motion.phase == .requested { break }
                }
                #expect(try await engine.halt(device.id, reason: "aborted")?.phase == .aborted("aborted"))
                let error = await #expect(throws: ServiceError.self) { try await slew.value }
                #expect(error?.code == .cancelled)
                #expect(try await client.call("slewing", .get, on: mount, within: .seconds(20)) == false)
                let counter = try AlpacaServer(await server.url("count/hesitant"))
                #expect(try await client.management("slewtocoordinatesasync", of: counter, within: .seconds(20)) == 1)
                #expect(try await client.management("abortslew", of: counter, within: .seconds(20)) == 2)
                try await engine.shutdown()
            }
        }

        @Test func aDeviceThatNeverConnectsIsNotBelieved() async throws {
            try await withServer { server, _ in
                let engine = AlpacaEngine(logger: Logger(label: "test"))
                let device = AttachedDevice(
                    id: .init(), telescopeID: .init(), address: try await address(server, "forgetful"))
                await engine.attach(device)
                let error = await #expect(throws: ServiceError.self) { try await engine.connect(device.id) }
                #expect(error?.code == .invalidState)
                #expect(await engine.reading(device.telescopeID).isConnected == false)
                try await engine.shutdown()
            }
        }
    }
}
