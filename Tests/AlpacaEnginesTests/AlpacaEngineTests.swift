import Alpaca
import AlpacaEngines
import FoundationEssentials
import Health
import Kernel
import Support
import Testing

extension DeviceTests {
    @Suite struct AlpacaEngineTests {
        @Test(arguments: [3, 4])
        func aDeviceIsConnectedAndRead(interfaceVersion: Int) async throws {
            try await EngineFixture.with(["interfaceversion": .integer(Int64(interfaceVersion))], isReady: false) {
                fixture in
                #expect(await fixture.engine.reading(fixture.telescope).isConnected == false)
                let snapshot = try await fixture.engine.connect(fixture.device.id)
                #expect(snapshot.isConnected)
                #expect(snapshot.facts?.name == "Simulator Telescope")
                #expect(snapshot.facts?.interfaceVersion == interfaceVersion)
                #expect(snapshot.facts?.equatorialSystem == .other)
                #expect(snapshot.facts?.capabilities["canslewasync"] == true)
                let state = try #require(snapshot.state)
                #expect(state.isAtPark == true)
                #expect(state.declination != nil)
                #expect(state.siderealTime != nil)
                #expect(snapshot.age != nil)
            }
        }

        @Test func aDisconnectedDeviceStaysSo() async throws {
            try await EngineFixture.with { fixture in
                try await fixture.engine.disconnect(fixture.device.id)
                _ = try await fixture.event { if case .released = $0 { true } else { false } }
                let reading = await fixture.engine.reading(fixture.telescope)
                #expect(!reading.isConnected)
                #expect(reading.mount?.state == nil)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(.park, with: fixture.device.id)
                }
                #expect(error?.code == .invalidState)
                #expect(error?.details["cure"] == "telescope/device/connect")
            }
        }

        @Test func aSlewArrivesAndSwitchesTrackingOn() async throws {
            try await EngineFixture.with { fixture in
                let target = SlewTarget.equatorial(rightAscension: 3, declination: 60)
                let receipt = try await fixture.engine.begin(.slew(target), with: fixture.device.id)
                #expect(receipt.hasStartedTracking)
                let motion = try #require(receipt.motion)
                #expect(motion.isActive)
                #expect(try await fixture.engine.settle(motion).phase == .settled)
                #expect(abs(try #require(try await fixture.said("declination").double) - 60) < 0.1)
                #expect(try await fixture.said("tracking") == true)
            }
        }

        @Test func aSlewToAltitudeAndAzimuthArrives() async throws {
            try await EngineFixture.with { fixture in
                let receipt = try await fixture.engine.begin(
                    .slew(.horizontal(altitude: 50, azimuth: 120)), with: fixture.device.id)
                #expect(!receipt.hasStartedTracking)
                let motion = try await fixture.engine.settle(try #require(receipt.motion))
                #expect(motion.phase == .settled)
            }
        }

        @Test func aMountWithoutAsynchronousSlewsArrivesToo() async throws {
            try await EngineFixture.with(["canslewasync": false]) { fixture in
                let target = SlewTarget.equatorial(rightAscension: 3, declination: 60)
                let receipt = try await fixture.engine.begin(.slew(target), with: fixture.device.id)
                let motion = try await fixture.engine.settle(try #require(receipt.motion))
                #expect(motion.phase == .settled)
            }
        }

        @Test func aParkedMountIsNotMovedAndNamesTheCure() async throws {
            try await EngineFixture.with(isReady: false) { fixture in
                _ = try await fixture.engine.connect(fixture.device.id)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(
                        .slew(.equatorial(rightAscension: 1, declination: 1)), with: fixture.device.id)
                }
                #expect(error?.code == .invalidState)
                #expect(error?.details["cure"] == "telescope/control/unpark")
                let tracking = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.setTracking(true, of: fixture.telescope)
                }
                #expect(tracking?.details["cure"] == "telescope/control/unpark")
            }
        }

        @Test func aMountParkedBySomebodyElseIsSeenAtOnce() async throws {
            var configuration = EngineFixture.configuration
            configuration.idleInterval = .seconds(60)
            try await EngineFixture.with(configuration: configuration) { fixture in
                try await fixture.withStranger { client in
                    try await client.call("park", .put, on: fixture.device.address, within: .seconds(20))
                }
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(
                        .slew(.equatorial(rightAscension: 1, declination: 1)), with: fixture.device.id)
                }
                #expect(error?.details["cure"] == "telescope/control/unpark")
            }
        }

        @Test func parkIsVerifiedAndMayBeRepeated() async throws {
            try await EngineFixture.with { fixture in
                let first = try await fixture.engine.begin(.park, with: fixture.device.id)
                #expect(
                    try await fixture.engine.settle(try #require(first.motion)).phase == .settled
                )
                #expect(try await fixture.engine.begin(.park, with: fixture.device.id).motion == nil)
                try await fixture.unpark()
                try await fixture.unpark()
            }
        }

        @Test func parkEndsASlewFirst() async throws {
            try await EngineFixture.with(["slew_rate": 1]) { fixture in
                let target = SlewTarget.equatorial(rightAscension: 12, declination: 10)
                let slew = try #require(try await fixture.engine.begin(.slew(target), with: fixture.device.id).motion)
                let park = try #require(try await fixture.engine.begin(.park, with: fixture.device.id).motion)
                #expect(try await fixture.engine.settle(park).phase == .settled)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.settle(slew)
                }
                #expect(error?.code == .cancelled)
            }
        }

        @Test func abortStopsASlewAndEndsTheWait() async throws {
            try await EngineFixture.with(["slew_rate": 1]) { fixture in
                let target = SlewTarget.equatorial(rightAscension: 12, declination: 10)
                let motion = try #require(try await fixture.engine.begin(.slew(target), with: fixture.device.id).motion)
                let engine = fixture.engine
                let waiting = Task<Motion, any Error> { try await engine.settle(motion) }
                let aborted = try await fixture.engine.halt(fixture.device.id, reason: "aborted")
                #expect(aborted?.id == motion.id)
                let error = await #expect(throws: ServiceError.self) { try await waiting.value }
                #expect(error?.code == .cancelled)
                #expect(try await fixture.said("slewing") == false)
                #expect(try await fixture.engine.halt(fixture.device.id, reason: "aborted") == nil)
            }
        }

        @Test func abortOfAParkedMountIsNoFailure() async throws {
            try await EngineFixture.with(isReady: false) { fixture in
                _ = try await fixture.engine.connect(fixture.device.id)
                #expect(try await fixture.engine.halt(fixture.device.id, reason: "aborted") == nil)
            }
        }

        @Test func aSecondSlewNeedsToSayThatItReplacesTheFirst() async throws {
            try await EngineFixture.with(["slew_rate": 5]) { fixture in
                let far = SlewTarget.equatorial(rightAscension: 12, declination: 10)
                let near = SlewTarget.equatorial(rightAscension: 1, declination: 80)
                _ = try await fixture.engine.begin(.slew(far), with: fixture.device.id)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(.slew(near), with: fixture.device.id)
                }
                #expect(error?.code == .invalidState)
                let second = try await fixture.engine.begin(.slew(near), with: fixture.device.id, replace: true)
                #expect(
                    try await fixture.engine.settle(try #require(second.motion)).phase
                        == .settled)
            }
        }

        @Test func ofManySlewsAtOnceOneIsAccepted() async throws {
            try await EngineFixture.with(["slew_rate": 1]) { fixture in
                let engine = fixture.engine
                let device = fixture.device.id
                let accepted = await withTaskGroup(of: Bool.self) { group in
                    for hour in 0..<8 {
                        group.addTask {
                            let target = SlewTarget.equatorial(rightAscension: 10 + Double(hour), declination: 0)
                            do {
                                _ = try await engine.begin(.slew(target), with: device)
                                return true
                            } catch {
                                return false
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(accepted == 1)
            }
        }

        @Test func aMovementThatTakesTooLongIsStoppedAndRaisesAnAlarm() async throws {
            var configuration = EngineFixture.configuration
            configuration.maxMotion = .seconds(3)
            try await EngineFixture.with(["slew_rate": 0.1], configuration: configuration) { fixture in
                let target = SlewTarget.equatorial(rightAscension: 12, declination: 10)
                let motion = try #require(try await fixture.engine.begin(.slew(target), with: fixture.device.id).motion)
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.settle(motion)
                }
                #expect(error?.code == .unavailable)
                let check = try #require(fixture.engine.checks.first { $0.name == "motion" })
                let result = await check.check()
                #expect(result.status == .degraded)
                #expect(result.message == "1 device did not arrive")
                #expect(try await fixture.said("slewing") == false)
                try await fixture.engine.halt(fixture.device.id, reason: "aborted")
            }
        }

        @Test func aSlewThatTheDeviceRefusesRaisesNoAlarm() async throws {
            try await EngineFixture.with { fixture in
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.begin(
                        .slew(.horizontal(altitude: -45, azimuth: 10)), with: fixture.device.id)
                }
                #expect(error?.code == .invalidRequest)
                let reading = await fixture.engine.reading(fixture.telescope)
                #expect(reading.alarm == nil)
                #expect(reading.motion?.isActive != true)
                let receipt = try await fixture.engine.begin(
                    .slew(.equatorial(rightAscension: 3, declination: 60)), with: fixture.device.id)
                #expect(receipt.motion != nil)
            }
        }

        @Test func trackingIsSwitchedAndSeen() async throws {
            try await EngineFixture.with { fixture in
                try await fixture.engine.setTracking(true, of: fixture.telescope)
                _ = try await fixture.event { event in
                    if case .state(let snapshot) = event { snapshot.state?.isTracking == true } else { false }
                }
                try await fixture.engine.setTracking(false, of: fixture.telescope)
            }
        }

        @Test func aTelescopeWithoutADeviceSaysSo() async throws {
            try await EngineFixture.with(isReady: false) { fixture in
                let error = await #expect(throws: ServiceError.self) {
                    try await fixture.engine.primary("telescope", of: UUID())
                }
                #expect(error?.code == .invalidState)
                let unknown = await #expect(throws: ServiceError.self) { try await fixture.engine.connect(UUID()) }
                #expect(unknown?.code == .notFound)
            }
        }
    }
}
