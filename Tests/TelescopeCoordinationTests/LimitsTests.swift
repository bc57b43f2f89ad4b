import Alpaca
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import AlpacaEngines
@testable import TelescopeCoordination

@Suite struct LimitsTests {
    private let horizon = HorizonProfile(points: [(0, 5), (90, 40), (180, 5)], minimum: 10)

    private func snapshot(
        _ type: AlpacaDeviceType = .telescope, _ phase: DeviceLink.Phase = .connected
    ) throws -> DeviceSnapshot {
        DeviceSnapshot(
            device: AttachedDevice(
                id: UUID(), telescopeID: UUID(),
                address: AlpacaAddress(server: try AlpacaServer("http://127.0.0.1:1"), type: type, number: 0)),
            phase: phase,
            facts: DeviceFacts(
                name: nil, interfaceVersion: 4, capabilities: [:], equatorialSystem: .topocentric,
                camera: nil),
            state: nil, age: nil, failure: "timed out")
    }

    private func scene(_ act: LimitedAct, role: DeviceRole = .telescope) throws -> LimitScene {
        var scene = LimitScene(act: act, role: role)
        scene.device = try snapshot(AlpacaDeviceType(rawValue: role.rawValue) ?? .telescope)
        scene.isParked = false
        scene.horizon = horizon
        scene.direction = HorizontalPosition(altitude: 50, azimuth: 200)
        return scene
    }

    private func slew(replaces: Bool = false) -> LimitedAct {
        .motion(.slew(.horizontal(altitude: 50, azimuth: 200)), replaces: replaces)
    }

    @Test func aSlewWithinAllLimitsIsAllowed() throws {
        #expect(Limits.standard.breach(try scene(slew())) == nil)
    }

    @Test func everyRowHasANameOfItsOwn() {
        let names = Limits.standard.rows.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func aDisabledTelescopeIsOnlyStoppedAndPutAway() throws {
        var scene = try scene(slew())
        scene.isEnabled = false
        #expect(Limits.standard.breach(scene)?.limit == "enabled")
        var park = try self.scene(.motion(.park, replaces: false))
        park.isEnabled = false
        #expect(Limits.standard.breach(park) == nil)
        var close = try self.scene(.motion(.closeShutter, replaces: false), role: .dome)
        close.isEnabled = false
        #expect(Limits.standard.breach(close) == nil)
    }

    @Test(arguments: [
        (DeviceLink.Phase.idle, ServiceError.Code.invalidState), (.connecting, .unavailable),
        (.disconnected, .unavailable),
    ])
    func onlyADeviceThatAnswersMoves(phase: DeviceLink.Phase, code: ServiceError.Code) throws {
        var scene = try scene(slew())
        scene.device = try snapshot(.telescope, phase)
        let breach = Limits.standard.breach(scene)
        #expect(breach?.limit == "connected" && breach?.code == code)
    }

    @Test(arguments: [
        (MotionGoal.slew(.equatorial(rightAscension: 24, declination: 0)), "right_ascension"),
        (.slew(.equatorial(rightAscension: .nan, declination: 0)), "right_ascension"),
        (.slew(.horizontal(altitude: 91, azimuth: 0)), "altitude"),
        (.moveAxis(.primary, rate: .infinity, duration: .seconds(1)), "rate"),
        (.moveAxis(.primary, rate: 1, duration: .seconds(6)), "duration"),
        (.rotateDome(azimuth: 360), "azimuth"), (.tiltDome(altitude: -1), "altitude"),
        (.rotate(position: .nan), "position"), (.setSwitch(id: -1, value: 0), "id"),
        (.setSwitch(id: 0, value: .nan), "value"), (.selectFilter(position: -1), "position"),
    ])
    func aNumberOutOfRangeIsRefusedByItsField(goal: MotionGoal, field: String) throws {
        let breach = Limits.standard.breach(try scene(.motion(goal, replaces: false)))
        #expect(breach?.limit == "in_range" && breach?.code == .invalidRequest)
        #expect(breach?.error.details["field"] == .string(field))
        #expect(breach?.error.details["limit"] == "in_range")
    }

    @Test func aMovingDeviceIsNotMovedElsewhereUnlessToldTo() throws {
        var moving = try scene(slew())
        moving.motions = [.findHome]
        let breach = Limits.standard.breach(moving)
        #expect(breach?.limit == "not_moving" && breach?.details["value"] == "find_home")
        var replacing = try scene(slew(replaces: true))
        replacing.motions = [.findHome]
        #expect(Limits.standard.breach(replacing) == nil)
        var parking = try scene(.motion(.park, replaces: false))
        parking.motions = [.findHome]
        #expect(Limits.standard.breach(parking) == nil)
    }

    @Test func aMovingPartHindersNoOtherPartOfItsDeviceAndNothingThatIsSafety() throws {
        var dome = try scene(.motion(.openShutter, replaces: false), role: .dome)
        dome.motions = [.rotateDome(azimuth: 90)]
        #expect(Limits.standard.breach(dome) == nil)
        dome.motions.append(.closeShutter)
        #expect(Limits.standard.breach(dome)?.details["value"] == "close_shutter")
        var cover = try scene(.motion(.closeCover, replaces: false), role: .covercalibrator)
        cover.motions = [.openCover]
        #expect(Limits.standard.breach(cover) == nil)
    }

    @Test(arguments: [
        (MotionGoal.openShutter, MotionGoal.rotateDome(azimuth: 1), false), (.openShutter, .closeShutter, true),
        (.setSwitch(id: 1, value: 1), .setSwitch(id: 2, value: 1), false),
        (.setSwitch(id: 1, value: 1), .setSwitch(id: 1, value: 0), true), (.openCover, .calibratorOff, false),
        (.tiltDome(altitude: 30), .rotateDome(azimuth: 1), false), (.tiltDome(altitude: 30), .openShutter, true),
        (.openShutter, .openShutter, false), (.openCover, .closeCover, true),
        (.focus(position: 1), .focus(position: 2), true),
        (
            .moveAxis(.primary, rate: 1, duration: .seconds(1)), .moveAxis(.primary, rate: 1, duration: .seconds(1)),
            false
        ),
        (.moveAxis(.primary, rate: 1, duration: .seconds(1)), .park, true),
    ])
    func partsThatMoveApartDoNotCollide(one: MotionGoal, other: MotionGoal, collides: Bool) {
        #expect(one.collides(with: other) == collides)
    }

    @Test func aParkedMountNeitherSlewsNorTracksNorIsSynced() throws {
        for act in [
            slew(), .tracking, .motion(.findHome, replaces: false), .setting("synctocoordinates"),
            .motion(.moveAxis(.primary, rate: 1, duration: .seconds(1)), replaces: false),
        ] {
            var scene = try scene(act)
            scene.isParked = true
            let breach = Limits.standard.breach(scene)
            #expect(breach?.limit == "not_parked" && breach?.details["cure"] == "telescope/control/unpark", "\(act)")
        }
        for act in [LimitedAct.motion(.unpark, replaces: false), .motion(.park, replaces: false), .setting("tracking")]
        {
            var scene = try scene(act)
            scene.isParked = true
            #expect(Limits.standard.breach(scene) == nil, "\(act)")
        }
    }

    @Test func whatIsNotKnownIsNotSafe() throws {
        var parked = try scene(slew())
        parked.isParked = nil
        #expect(Limits.standard.breach(parked)?.unknown == .parking)
        var siteless = try scene(slew())
        siteless.horizon = nil
        #expect(Limits.standard.breach(siteless)?.unknown == .site)
        #expect(Limits.standard.breach(siteless)?.error.details["value"] == .null)
        var blind = try scene(.following)
        blind.direction = nil
        #expect(Limits.standard.breach(blind)?.unknown == .direction)
    }

    @Test(arguments: [(9.9, 200.0, true), (10.1, 200, false), (39, 90, true), (41, 90, false), (10.1, 0, false)])
    func theHorizonAndTheLowestAltitudeBothCount(altitude: Double, azimuth: Double, isRefused: Bool) throws {
        for act in [slew(), .tracking, .following] {
            var scene = try scene(act)
            scene.direction = HorizontalPosition(altitude: altitude, azimuth: azimuth)
            let breach = Limits.standard.breach(scene)
            #expect((breach?.limit == "altitude") == isRefused, "\(act)")
            if isRefused { #expect(breach?.error.details["value"] == .number(altitude)) }
        }
    }

    @Test func aMountBelowTheHorizonMayClimbAndNotSink() throws {
        var scene = try scene(.slewing)
        scene.direction = HorizontalPosition(altitude: 0, azimuth: 200)
        #expect(Limits.standard.breach(scene) == nil)
        scene.before = HorizontalPosition(altitude: -2, azimuth: 200)
        #expect(Limits.standard.breach(scene) == nil)
        scene.before = HorizontalPosition(altitude: 2, azimuth: 200)
        #expect(Limits.standard.breach(scene)?.limit == "altitude")
        // With the sky, before it begins to climb; but never from above.
        scene.before = HorizontalPosition(altitude: 0.01, azimuth: 200)
        #expect(Limits.standard.breach(scene) == nil)
        scene.direction = HorizontalPosition(altitude: 9.999, azimuth: 200)
        scene.before = HorizontalPosition(altitude: 10.001, azimuth: 200)
        #expect(Limits.standard.breach(scene)?.limit == "altitude")
    }

    @Test func otherDevicesHaveNoHorizon() throws {
        var scene = try scene(.motion(.rotateDome(azimuth: 5), replaces: false), role: .dome)
        scene.horizon = nil
        scene.direction = nil
        scene.isParked = nil
        #expect(Limits.standard.breach(scene) == nil)
    }

    @Test func onlyWhatARowReadsIsAsked() {
        #expect(Limits.standard.sources(slew(), .telescope) == [.parking, .site, .direction])
        #expect(Limits.standard.sources(.motion(.park, replaces: false), .telescope).isEmpty)
        #expect(Limits.standard.sources(.motion(.focus(position: 1), replaces: false), .focuser).isEmpty)
    }
}
