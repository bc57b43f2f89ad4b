import Alpaca
import AlpacaEngines
import FoundationEssentials
import Health
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct DeviceMotionTests {
        private static let journeys: [(AlpacaDeviceType, MotionGoal)] = [
            (.telescope, .unpark), (.telescope, .findHome), (.telescope, .park),
            (.telescope, .pulseGuide(.north, .milliseconds(300))), (.camera, .pulseGuide(.east, .milliseconds(300))),
            (.dome, .rotateDome(azimuth: 200)), (.dome, .tiltDome(altitude: 45)), (.dome, .openShutter),
            (.dome, .closeShutter), (.dome, .park), (.dome, .findHome), (.focuser, .focus(position: 2000)),
            (.rotator, .rotate(position: 90)), (.rotator, .rotateMechanical(position: 359)),
            (.filterWheel, .selectFilter(position: 2)), (.coverCalibrator, .openCover),
            (.coverCalibrator, .closeCover), (.coverCalibrator, .calibratorOn(brightness: 50)),
            (.coverCalibrator, .calibratorOff), (.switch, .setSwitch(id: 0, value: 7)),
            (.switch, .setSwitch(id: 1, value: 2)),
        ]

        @Test func everyDeviceArrives() async throws {
            try await WorkshopFixture.with(
                "good", .telescope, .camera, .dome, .focuser, .rotator, .filterWheel, .coverCalibrator, .switch
            ) { workshop in
                for (type, goal) in Self.journeys {
                    if goal == .park, type == .telescope { try await workshop.engine.settleUnpark(workshop) }
                    if case .pulseGuide = goal, type == .telescope { try await workshop.engine.settleUnpark(workshop) }
                    let motion = try await workshop.finish(goal, type)
                    #expect(motion.phase == .settled, "\(goal.name) of a \(type.rawValue)")
                    #expect(motion.role == type.rawValue && motion.telescopeID == workshop.telescope)
                }
            }
        }

        @Test(arguments: [
            (AlpacaDeviceType.telescope, MotionGoal.unpark, "still parked"),
            (.dome, .rotateDome(azimuth: 200), "170.0 degrees"), (.dome, .openShutter, "an error"),
            (.dome, .park, "without being parked"), (.focuser, .focus(position: 2000), "1000.0 steps"),
            (.rotator, .rotate(position: 90), "85.0 degrees"), (.filterWheel, .selectFilter(position: 2), "filter"),
            (.coverCalibrator, .openCover, "an error"), (.coverCalibrator, .calibratorOn(brightness: 5), "an error"),
            (.switch, .setSwitch(id: 0, value: 7), "7.0 units"),
        ])
        func aDeviceThatTakesTheCommandAndDoesNotMoveHasFailed(
            type: AlpacaDeviceType, goal: MotionGoal, words: String
        ) async throws {
            try await WorkshopFixture.with("jammed", type) { workshop in
                let error = await #expect(throws: ServiceError.self) { try await workshop.finish(goal, type) }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
                let id = try workshop.id(type)
                #expect(await workshop.engine.reading(workshop.telescope).alarms[id]?.contains(words) == true)
                let check = try #require(workshop.engine.checks.first { $0.name == "motion" })
                let health = await check.check()
                #expect(health.status == .degraded)
                #expect(health.details["alarms"]?[id.text]?["role"]?.text == type.rawValue)
            }
        }

        @Test(arguments: [
            (AlpacaDeviceType.telescope, MotionGoal.unpark, "abortslew"), (.dome, .openShutter, "abortslew"),
            (.focuser, .focus(position: 2000), "halt"), (.rotator, .rotate(position: 90), "halt"),
            (.coverCalibrator, .openCover, "haltcover"), (.switch, .setSwitch(id: 0, value: 7), "cancelasync"),
        ])
        func aMotionWithoutEndIsStoppedAtItsDeadline(
            type: AlpacaDeviceType, goal: MotionGoal, halt: String
        ) async throws {
            var configuration = EngineFixture.configuration
            configuration.maxMotion = .seconds(1)
            try await WorkshopFixture.with("endless", type, configuration: configuration) { workshop in
                let error = await #expect(throws: ServiceError.self) { try await workshop.finish(goal, type) }
                #expect(error?.message.contains("not there after 1.0 s") == true)
                let count = try await workshop.count(halt)
                #expect(count == 1)
            }
        }

        @Test func theDomeAndItsShutterMoveSideBySide() async throws {
            try await WorkshopFixture.with("good", .dome) { workshop in
                let turn = try #require(try await workshop.begin(.rotateDome(azimuth: 200), .dome))
                let open = try #require(try await workshop.begin(.openShutter, .dome))
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.begin(.rotateDome(azimuth: 20), .dome)
                }
                #expect(error?.code == .invalidState)
                let other = try #require(try await workshop.begin(.rotateDome(azimuth: 300), .dome, replace: true))
                let replaced = await #expect(throws: ServiceError.self) { try await workshop.engine.settle(turn) }
                #expect(replaced?.code == .cancelled)
                #expect(try await workshop.engine.settle(open).phase == .settled)
                #expect(try await workshop.engine.settle(other).phase == .settled)
                // The shutter was not stopped on the way.
                #expect(try await workshop.count("abortslew") == 0)
            }
        }

        @Test func aShutterIsClosedWhateverItDoesAndOnceOnly() async throws {
            try await WorkshopFixture.with("good", .dome) { workshop in
                #expect(try await workshop.begin(.closeShutter, .dome) == nil)
                #expect(try await workshop.count("closeshutter") == 0)
                let open = try #require(try await workshop.begin(.openShutter, .dome))
                let close = try #require(try await workshop.begin(.closeShutter, .dome))
                #expect(try await workshop.begin(.closeShutter, .dome)?.id == close.id)
                #expect(try await workshop.engine.settle(close).phase == .settled)
                let error = await #expect(throws: ServiceError.self) { try await workshop.engine.settle(open) }
                #expect(error?.code == .cancelled)
                #expect(try await workshop.count("closeshutter") == 1)
            }
        }

        @Test func aMotionIsToldInEachOfItsPhases() async throws {
            try await WorkshopFixture.with("good", .focuser) { workshop in
                let settled = try await workshop.finish(.focus(position: 2000), .focuser)
                var phases: [Motion.Phase] = []
                for await event in workshop.engine.events {
                    guard case .motion(let motion) = event, motion.id == settled.id else { continue }
                    if phases.last != motion.phase { phases.append(motion.phase) }
                    if !motion.isActive { break }
                }
                #expect(phases == [.requested, .moving, .settled])
            }
        }

        @Test func aLongMotionTellsHowFarItIsOnceASecond() async throws {
            try await WorkshopFixture.with("endless", .focuser) { workshop in
                let motion = try #require(try await workshop.begin(.focus(position: 2000), .focuser))
                for await event in workshop.engine.events {
                    guard case .motion(let told) = event, told.remaining != nil else { continue }
                    #expect(told.id == motion.id && told.phase == .moving && told.remaining == 1000)
                    break
                }
            }
        }

        @Test func aDeviceThatSomebodyElseMovesIsLeftAloneUnlessReplaced() async throws {
            try await WorkshopFixture.with("endless", .focuser) { workshop in
                let stranger = AlpacaClient()
                let address = try #require(workshop.devices[.focuser]).address
                try await stranger.call("move", .put, on: address, ["Position": 3000], within: .seconds(2))
                try await stranger.shutdown()
                let error = await #expect(throws: ServiceError.self) {
                    try await workshop.begin(.focus(position: 2000), .focuser)
                }
                #expect(error?.message == "the focuser is already moving")
                #expect(try await workshop.begin(.focus(position: 2000), .focuser, replace: true) != nil)
                #expect(try await workshop.count("halt") == 1)
            }
        }
    }
}

extension AlpacaEngine {
    fileprivate func settleUnpark(_ workshop: WorkshopFixture) async throws {
        if let motion = try await workshop.begin(.unpark, .telescope) { _ = try await settle(motion) }
    }
}
