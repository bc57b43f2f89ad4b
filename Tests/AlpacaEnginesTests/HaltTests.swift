import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct HaltTests {
        @Test func everythingOfATelescopeIsStoppedSideBySide() async throws {
            try await WorkshopFixture.with(
                "endless", .telescope, .camera, .dome, .focuser, .rotator, .filterWheel, .coverCalibrator, .switch,
                configuration: slowRequests
            ) { workshop in
                let quirky = try await QuirkyAlpacaServer.start()
                let dead = AttachedDevice(
                    id: UUID(), telescopeID: workshop.telescope,
                    address: AlpacaAddress(
                        server: try AlpacaServer(await quirky.url("silent")), type: .focuser, number: 0),
                    isPrimary: false)
                await workshop.engine.attach(dead)
                let goals: [(AlpacaDeviceType, MotionGoal)] = [
                    (.dome, .rotateDome(azimuth: 99)), (.dome, .openShutter), (.focuser, .focus(position: 9)),
                    (.rotator, .rotate(position: 99)), (.coverCalibrator, .openCover),
                    (.switch, .setSwitch(id: 0, value: 5)),
                ]
                var motions: [Motion] = []
                for (type, goal) in goals { motions.append(try #require(try await workshop.begin(goal, type))) }
                let start = ContinuousClock.now
                let outcomes = await workshop.engine.abort(workshop.telescope, reason: "rain")
                #expect(ContinuousClock.now - start < .seconds(12))
                #expect(
                    outcomes.map(\.device.role) == [
                        "camera", "covercalibrator", "dome", "focuser", "focuser", "rotator", "switch", "telescope",
                    ])
                for outcome in outcomes {
                    #expect((outcome.failure == nil) == (outcome.device.id != dead.id), "\(outcome.device.role)")
                    #expect(outcome.isIdle == (outcome.device.id == dead.id))
                }
                for motion in motions {
                    let error = await #expect(throws: ServiceError.self) { try await workshop.engine.settle(motion) }
                    #expect(error?.message == "the movement was aborted: rain")
                }
                for member in ["abortslew", "halt", "haltcover", "cancelasync"] {
                    #expect(try await workshop.count(member) == 2 || member == "haltcover" || member == "cancelasync")
                    #expect(try await workshop.count(member) != 0)
                }
                await quirky.stop()
            }
        }

        private var slowRequests: AlpacaConfiguration {
            var configuration = EngineFixture.configuration
            configuration.requestTimeout = .seconds(3)
            return configuration
        }

        @Test func aDeviceThatCannotBeStoppedSaysSo() async throws {
            try await WorkshopFixture.with("good", .filterWheel) { workshop in
                let id = try workshop.id(.filterWheel)
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.engine.halt(id, reason: "aborted")
                }
                #expect(error?.code == .invalidState)
                #expect(await workshop.engine.abort(workshop.telescope, reason: "aborted").isEmpty)
            }
        }

        @Test func anOrderToStopThatDoesNotGetThroughIsAnAlarm() async throws {
            try await WorkshopFixture.with("endless", .focuser, configuration: slowRequests) { workshop in
                let id = try workshop.id(.focuser)
                let motion = try #require(try await workshop.begin(.focus(position: 9), .focuser))
                await workshop.server.pause()
                await #expect(throws: ServiceError.self) { try await workshop.engine.halt(id, reason: "aborted") }
                let error = await #expect(throws: ServiceError.self) { try await workshop.engine.settle(motion) }
                #expect(error?.message.contains("did not get through") == true)
                #expect(await workshop.engine.reading(workshop.telescope).alarms[id] != nil)
                await workshop.server.resume()
                try await workshop.engine.halt(id, reason: "aborted")
            }
        }
    }
}
