import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

extension DeviceTests {
    /// Motions of somebody else's devices, of interfaces before Platform 7.
    @Suite struct SimulatorMotionTests {
        private static let journeys: [(AlpacaDeviceType, [MotionGoal])] = [
            (
                .telescope,
                [
                    .unpark, .moveAxis(.secondary, rate: 1, duration: .seconds(1)), .pulseGuide(.north, .seconds(1)),
                    .findHome, .park,
                ]
            ),
            (.dome, [.rotateDome(azimuth: 40), .openShutter, .closeShutter, .findHome, .park]),
            (.focuser, [.focus(position: 12000)]), (.rotator, [.rotate(position: 33)]),
            (.filterWheel, [.selectFilter(position: 3)]), (.coverCalibrator, [.openCover, .closeCover]),
            (.switch, [.setSwitch(id: 1, value: 0.7)]),
        ]

        @Test func everyDeviceArrives() async throws {
            let simulators = try await AlpacaSimulators.start([
                "dome": ["atpark": false, "athome": false], "telescope": ["athome": false],
            ])
            let engine = AlpacaEngine(configuration: EngineFixture.configuration, logger: Logger(label: "test"))
            for (type, goals) in Self.journeys {
                let address = AlpacaAddress(server: try AlpacaServer(await simulators.url), type: type, number: 0)
                let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
                await engine.attach(device)
                _ = try await engine.connect(device.id)
                for goal in goals {
                    let motion = try #require(
                        try await engine.begin(goal, with: device.id).motion, "\(goal.name) of a \(type.rawValue)")
                    #expect(try await engine.settle(motion).phase == .settled, "\(goal.name) of a \(type.rawValue)")
                }
            }
            try await engine.shutdown()
            await simulators.stop()
        }
    }
}
