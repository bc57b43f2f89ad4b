import Alpaca
import FoundationEssentials
import Kernel
import Testing

@testable import AlpacaEngines

@Suite struct MotionTests {
    private let limits = Motion.Limits(longest: .seconds(300), grace: .seconds(3), tolerance: 0.1)
    private let device: AttachedDevice

    init() throws {
        let server = try AlpacaServer("http://127.0.0.1:1")
        device = AttachedDevice(
            id: UUID(), telescopeID: UUID(),
            address: AlpacaAddress(server: server, type: .telescope, number: 0))
    }

    private let target = SlewTarget.equatorial(rightAscension: 5, declination: 20)

    private func moving(_ goal: MotionGoal) -> Motion {
        var motion = Motion(goal, of: device, at: .zero, limits: limits)
        motion.begin()
        return motion
    }

    private func standing(rightAscension: Double?, declination: Double? = 20) -> MountObservation {
        MountObservation(isSlewing: false, rightAscension: rightAscension, declination: declination)
    }

    @Test func aSlewIsSettledWhenTheMountStandsAtItsTarget() {
        var motion = moving(.slew(target))
        #expect(
            motion.observe(MountObservation(isSlewing: true, rightAscension: 5, declination: 20), at: .seconds(1))
                == .wait)
        #expect(motion.observe(standing(rightAscension: 5.001), at: .seconds(2)) == .settled)
        #expect(motion.phase == .settled)
    }

    @Test func rightAscensionIsComparedAcrossMidnight() {
        var motion = moving(.slew(.equatorial(rightAscension: 0, declination: 20)))
        #expect(motion.observe(standing(rightAscension: 23.9999), at: .seconds(1)) == .settled)
    }

    @Test func aMountThatStandsElsewhereHasAMomentAndThenHasFailed() {
        var motion = moving(.slew(target))
        motion.commandEnded(at: .seconds(1))
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(2)) == .wait)
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(4)) == .failed)
        #expect(motion.reason?.contains("14.09 degrees") == true)
    }

    @Test func aSynchronousCommandThatHasNotAnsweredIsNotAFailure() {
        var motion = moving(.slew(target))
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(100)) == .wait)
    }

    @Test func aMountThatDoesNotSayWhereItIsHasNotArrived() {
        var motion = moving(.slew(target))
        motion.commandEnded(at: .zero)
        #expect(motion.observe(standing(rightAscension: nil), at: .seconds(1)) == .wait)
        #expect(motion.observe(standing(rightAscension: nil), at: .seconds(4)) == .failed)
    }

    @Test func silenceIsWaitedForUntilTheDeadline() {
        var motion = moving(.slew(target))
        motion.commandEnded(at: .zero)
        #expect(motion.observe(nil, at: .seconds(299)) == .wait)
        #expect(motion.observe(nil, at: .seconds(300)) == .failedAndMayMove)
        #expect(motion.phase.name == "failed")
    }

    @Test func parkIsSettledByAtParkOnly() {
        var motion = moving(.park)
        motion.commandEnded(at: .zero)
        #expect(motion.observe(MountObservation(isSlewing: false, isAtPark: false), at: .seconds(1)) == .wait)
        #expect(motion.observe(MountObservation(isSlewing: false, isAtPark: true), at: .seconds(2)) == .settled)
    }

    @Test func anEndedMovementStaysAsItEnded() {
        var motion = moving(.park)
        motion.abort("aborted")
        motion.fail("too late")
        #expect(motion.phase == .aborted("aborted"))
        #expect(motion.observe(MountObservation(isSlewing: false, isAtPark: true), at: .seconds(2)) == .wait)
        #expect(motion.phase == .aborted("aborted"))
    }

    @Test(arguments: [
        (SlewTarget.equatorial(rightAscension: 24, declination: 0), "right_ascension"),
        (.equatorial(rightAscension: .nan, declination: 0), "right_ascension"),
        (.equatorial(rightAscension: 1, declination: 90.5), "declination"),
        (.horizontal(altitude: -91, azimuth: 0), "altitude"), (.horizontal(altitude: 10, azimuth: 360), "azimuth"),
    ])
    func aTargetOutsideTheSkyIsRefusedByField(target: SlewTarget, field: String) {
        let error = #expect(throws: ServiceError.self) { try target.validate() }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"]?.text == field)
    }

    @Test func aMountWithoutAsynchronousSlewsTakesTheOther() throws {
        func facts(_ capabilities: [String: Bool]) -> DeviceFacts {
            DeviceFacts(name: nil, interfaceVersion: 3, capabilities: capabilities, equatorialSystem: nil, camera: nil)
        }
        #expect(try SlewWay(target, facts(["canslewasync": true])).member == "slewtocoordinatesasync")
        #expect(try SlewWay(target, facts([:])).member == "slewtocoordinatesasync")
        let old = try SlewWay(target, facts(["canslewasync": false, "canslew": true]))
        #expect(old.member == "slewtocoordinates")
        #expect(old.isSynchronous)
        let error = #expect(throws: ServiceError.self) {
            try SlewWay(target, facts(["canslewasync": false, "canslew": false]))
        }
        #expect(error?.code == .invalidState)
    }
}
