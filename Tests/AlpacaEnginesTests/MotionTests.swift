import Alpaca
import FoundationEssentials
import Kernel
import Testing

@testable import AlpacaEngines

@Suite struct MotionTests {
    private let target = SlewTarget.equatorial(rightAscension: 5, declination: 20)

    private func moving(
        _ goal: MotionGoal, _ type: AlpacaDeviceType = .telescope, version: Int = 4, accepted: Duration? = .zero
    ) throws -> Motion {
        let facts = DeviceFacts(name: nil, interfaceVersion: version, capabilities: [:], equatorialSystem: nil)
        let device = AttachedDevice(
            id: UUID(), telescopeID: UUID(),
            address: AlpacaAddress(server: try AlpacaServer("http://127.0.0.1:1"), type: type, number: 0))
        var motion = Motion(
            goal, of: device, try MotionPlan(goal, of: type, facts, AlpacaConfiguration()), at: .zero,
            limits: Motion.Limits(longest: .seconds(300), grace: .seconds(3)))
        _ = motion.begin()
        if let accepted { motion.commandEnded(at: accepted) }
        return motion
    }

    private func says(_ values: [String: JSONValue]) -> MotionObservation { MotionObservation(values: values) }

    private func standing(rightAscension: Double?, declination: Double? = 20) -> MotionObservation {
        var values: [String: JSONValue] = ["Slewing": false]
        values["RightAscension"] = rightAscension.map { .number($0) }
        values["Declination"] = declination.map { .number($0) }
        return says(values)
    }

    @Test func aSlewIsSettledWhenTheMountStandsAtItsTarget() throws {
        var motion = try moving(.slew(target))
        let there: [String: JSONValue] = ["Slewing": true, "RightAscension": 5, "Declination": 20]
        #expect(motion.observe(says(there), at: .seconds(1)) == .wait)
        #expect(motion.observe(standing(rightAscension: 5.001), at: .seconds(2)) == .settled)
        #expect(motion.phase == .settled)
    }

    @Test func aSlewTellsHowFarItHasToGo() throws {
        var motion = try moving(.slew(target))
        let half: [String: JSONValue] = ["Slewing": true, "RightAscension": 5, "Declination": 10]
        #expect(motion.observe(says(half), at: .seconds(1)) == .wait)
        #expect(abs(try #require(motion.remaining) - 10) < 1e-6)
    }

    @Test func rightAscensionIsComparedAcrossMidnight() throws {
        var motion = try moving(.slew(.equatorial(rightAscension: 0, declination: 20)))
        #expect(motion.observe(standing(rightAscension: 23.9999), at: .seconds(1)) == .settled)
    }

    @Test func aMountThatStandsElsewhereHasAMomentAndThenHasFailed() throws {
        var motion = try moving(.slew(target), accepted: .seconds(1))
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(2)) == .wait)
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(4)) == .failed)
        #expect(motion.reason?.contains("14.09 degrees") == true)
    }

    @Test func aCommandThatHasNotAnsweredIsNeitherAFailureNorAnArrival() throws {
        var motion = try moving(.slew(target), accepted: nil)
        #expect(motion.observe(standing(rightAscension: 6), at: .seconds(100)) == .wait)
        #expect(motion.observe(standing(rightAscension: 5), at: .seconds(101)) == .wait)
    }

    @Test func aMountThatDoesNotSayWhereItIsHasNotArrived() throws {
        var motion = try moving(.slew(target))
        #expect(motion.observe(standing(rightAscension: nil), at: .seconds(1)) == .wait)
        #expect(motion.observe(standing(rightAscension: nil), at: .seconds(4)) == .failed)
        #expect(motion.reason == "the mount stopped and does not say where")
    }

    @Test func silenceIsWaitedForUntilTheDeadline() throws {
        var motion = try moving(.slew(target))
        #expect(motion.observe(nil, at: .seconds(299)) == .wait)
        #expect(motion.observe(nil, at: .seconds(300)) == .failedAndMayMove)
        #expect(motion.phase.name == "failed")
    }

    @Test(arguments: [AlpacaDeviceType.telescope, .dome])
    func parkIsSettledByAtParkOnly(type: AlpacaDeviceType) throws {
        var motion = try moving(.park, type)
        #expect(motion.observe(says(["Slewing": false, "AtPark": false]), at: .seconds(1)) == .wait)
        #expect(motion.observe(says(["Slewing": true, "AtPark": true]), at: .seconds(2)) == .wait)
        #expect(motion.observe(says(["Slewing": false, "AtPark": true]), at: .seconds(2)) == .settled)
    }

    @Test func aDeviceThatLiesAboutParkHasFailed() throws {
        var motion = try moving(.park)
        #expect(motion.observe(says(["Slewing": false, "AtPark": false]), at: .seconds(4)) == .failed)
        #expect(motion.reason == "the mount stopped without being parked")
    }

    @Test func theDomeIsComparedRoundTheCircle() throws {
        var motion = try moving(.rotateDome(azimuth: 359.5), .dome)
        #expect(motion.observe(says(["Slewing": false, "Azimuth": 2]), at: .seconds(1)) == .wait)
        #expect(motion.observe(says(["Slewing": false, "Azimuth": 0.2]), at: .seconds(2)) == .settled)
    }

    @Test func aDomeArrivesWhileItsShutterMoves() throws {
        var motion = try moving(.rotateDome(azimuth: 90), .dome)
        func look(_ azimuth: Double) -> MotionObservation {
            says(["Slewing": true, "ShutterStatus": 2, "Azimuth": .number(azimuth)])
        }
        #expect(motion.observe(look(60), at: .seconds(10)) == .wait)
        #expect(motion.observe(look(89.5), at: .seconds(11)) == .wait)
        #expect(motion.observe(look(89.5), at: .seconds(12)) == .settled)
    }

    @Test func aDomeThatTurnsWhileItsShutterMovesHasNotFailed() throws {
        var motion = try moving(.rotateDome(azimuth: 90), .dome)
        let resting = says(["Slewing": true, "ShutterStatus": 2, "Azimuth": 60])
        #expect(motion.observe(resting, at: .seconds(10)) == .wait)
        #expect(motion.observe(resting, at: .seconds(20)) == .wait)
    }

    @Test func aShutterInErrorHasFailedAndSaysSo() throws {
        var motion = try moving(.closeShutter, .dome)
        #expect(motion.observe(says(["ShutterStatus": 3]), at: .seconds(9)) == .wait)
        #expect(motion.observe(says(["ShutterStatus": 4]), at: .seconds(10)) == .failed)
        #expect(motion.reason == "the shutter reports an error")
    }

    @Test(
        arguments: [
            (MotionGoal.openShutter, AlpacaDeviceType.dome, ["ShutterStatus": 2], ["ShutterStatus": 0]),
            (.findHome, .telescope, ["Slewing": true, "AtHome": true], ["Slewing": false, "AtHome": true]),
            (.unpark, .telescope, ["Slewing": false, "AtPark": true], ["Slewing": false, "AtPark": false]),
            (.pulseGuide(.north, .seconds(1)), .camera, ["IsPulseGuiding": true], ["IsPulseGuiding": false]),
            (
                .focus(position: 100), .focuser, ["IsMoving": true, "Position": 100],
                ["IsMoving": false, "Position": 101]
            ),
            (
                .rotate(position: 0), .rotator, ["IsMoving": false, "Position": 3],
                ["IsMoving": false, "Position": 359.9]
            ),
            (.selectFilter(position: 2), .filterWheel, ["Position": -1], ["Position": 2]),
            (.openCover, .coverCalibrator, ["CoverState": 2], ["CoverState": 3]),
            (
                .calibratorOn(brightness: 9), .coverCalibrator, ["CalibratorState": 3, "Brightness": 8],
                ["CalibratorState": 3, "Brightness": 9]
            ),
            (.calibratorOff, .coverCalibrator, ["CalibratorState": 2], ["CalibratorState": 1]),
            (.setSwitch(id: 3, value: 1), .switch, ["GetSwitchValue3": 0], ["GetSwitchValue3": 1]),
        ] as [(MotionGoal, AlpacaDeviceType, [String: JSONValue], [String: JSONValue])])
    func eachGoalIsSettledByWhatItsDeviceSays(
        goal: MotionGoal, type: AlpacaDeviceType, before: [String: JSONValue], there: [String: JSONValue]
    ) throws {
        var motion = try moving(goal, type)
        #expect(motion.observe(says(before), at: .seconds(1)) == .wait)
        #expect(motion.observe(says([:]), at: .seconds(20)) == .wait)
        #expect(motion.observe(says(there), at: .seconds(21)) == .settled)
    }

    @Test func anEndedMovementStaysAsItEnded() throws {
        var motion = try moving(.park)
        motion.abort("aborted")
        motion.fail("too late")
        #expect(motion.phase == .aborted("aborted"))
        #expect(motion.observe(says(["Slewing": false, "AtPark": true]), at: .seconds(2)) == .wait)
        #expect(motion.phase == .aborted("aborted"))
    }

    @Test func anAxisRunsUntilItsTimeIsOverAndSettlesWhenItWasStopped() throws {
        var motion = try moving(.moveAxis(.primary, rate: 1, duration: .seconds(2)))
        motion.axisEndsAt = .seconds(2)
        #expect(motion.isRunning(at: .seconds(1)))
        #expect(motion.nap(.milliseconds(250), at: .milliseconds(1900)) == .milliseconds(100))
        #expect(motion.mustStopAxis(at: .seconds(2)))
        #expect(motion.observe(says(["Slewing": false]), at: .seconds(2)) == .wait)
        motion.axisStoppedAt = .seconds(2)
        #expect(!motion.mustStopAxis(at: .seconds(3)))
        #expect(motion.observe(says(["Slewing": true]), at: .seconds(3)) == .wait)
        #expect(motion.observe(says(["Slewing": false]), at: .seconds(4)) == .settled)
    }

    @Test func aRenewedAxisRunsOn() throws {
        let goal = MotionGoal.moveAxis(.primary, rate: 1, duration: .seconds(2))
        var motion = try moving(goal)
        motion.axisEndsAt = .seconds(2)
        motion.renew(goal, motion.plan, until: .seconds(5))
        #expect(!motion.mustStopAxis(at: .seconds(4)))
        #expect(motion.mustStopAxis(at: .seconds(5)))
    }

    @Test func whatSlewingSaysOfOneAxisIsNotBelievedWhileAnotherMoves() throws {
        var motion = try moving(.moveAxis(.primary, rate: 1, duration: .seconds(2)))
        motion.axisEndsAt = .seconds(2)
        motion.axisStoppedAt = .seconds(2)
        #expect(motion.observe(says(["Slewing": true]), at: .seconds(400), isAlongside: true) == .wait)
        #expect(motion.observe(says(["Slewing": true]), at: .seconds(401)) == .wait)
        #expect(motion.observe(says(["Slewing": false]), at: .seconds(402)) == .settled)
    }

    @Test func anOrderToStopThatOvertookItsCommandIsGivenAgain() throws {
        var motion = try moving(.moveAxis(.primary, rate: 1, duration: .seconds(1)), accepted: nil)
        motion.axisEndsAt = .seconds(1)
        motion.axisStoppedAt = .seconds(1)
        motion.commandEnded(at: .seconds(2))
        #expect(motion.mustStopAxis(at: .seconds(2)))
    }
}
