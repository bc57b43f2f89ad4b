import Alpaca
import Kernel
import Testing

@testable import Simulator

/// The other devices against a clock that stands still until it is moved.
@Suite struct PartTests {
    @Test func theShutterOpensAtOnceAndIsOpenLater() async throws {
        let stage = try await Stage.connected()
        #expect(try await stage.get(.dome, "shutterstatus") == 1)
        try await stage.put(.dome, "openshutter")
        #expect(try await stage.get(.dome, "shutterstatus") == 2)
        #expect(try await stage.get(.dome, "slewing") == true)
        stage.pass(15)
        #expect(try await stage.get(.dome, "shutterstatus") == 0)
        #expect(try await stage.get(.dome, "slewing") == false)
        try await stage.put(.dome, "closeshutter")
        stage.pass(5)
        #expect(try await stage.get(.dome, "shutterstatus") == 3)
        try await stage.put(.dome, "abortslew")
        #expect(try await stage.get(.dome, "shutterstatus") == 4)
    }

    @Test func theDomeTurnsTheShortWay() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.dome, "slewtoazimuth", ["Azimuth": 350.0])
        stage.pass(5)
        #expect(abs(try await stage.number(.dome, "azimuth") - 60) < 1e-9)
        #expect(try await stage.get(.dome, "atpark") == false)
        stage.pass(15)
        #expect(abs(try await stage.number(.dome, "azimuth") - 350) < 1e-9)
        try await stage.put(.dome, "park")
        stage.pass(60)
        #expect(try await stage.get(.dome, "atpark") == true)
    }

    @Test func aStuckShutterOpensForEver() async throws {
        let stage = try await Stage.connected()
        try stage.observatory.set(.stuckShutter, of: .dome, to: true)
        try await stage.put(.dome, "openshutter")
        stage.pass(1000)
        #expect(try await stage.get(.dome, "shutterstatus") == 2)
        try stage.observatory.set(.stuckShutter, of: .dome, to: false)
        stage.pass(15)
        #expect(try await stage.get(.dome, "shutterstatus") == 0)
    }

    @Test func theFocuserGoesThereAndRefusesWhatIsOutside() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.focuser, "move", ["Position": 30_000])
        stage.pass(1)
        #expect(try await stage.get(.focuser, "position") == 27_500)
        #expect(try await stage.get(.focuser, "ismoving") == true)
        stage.pass(1)
        #expect(try await stage.get(.focuser, "position") == 30_000)
        #expect(try await stage.get(.focuser, "ismoving") == false)
        #expect(try await stage.failure(.focuser, .put, "move", ["Position": 50_001]) == .invalidValue)
    }

    @Test func theFocuserFollowsTheTemperatureWhenItCompensates() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.focuser, "tempcomp", ["TempComp": true])
        let warm = try await stage.number(.focuser, "temperature")
        stage.pass(6 * 3600)
        let change = try await stage.number(.focuser, "temperature") - warm
        let expected = 25_000 + (change * SimulatedFocuser.stepsPerDegree).rounded()
        #expect(try await stage.number(.focuser, "position") == expected)
        #expect(abs(change) > 0.5)
    }

    @Test func aTurningWheelHasNoPosition() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.filterWheel, "position", ["Position": 3])
        #expect(try await stage.get(.filterWheel, "position") == -1)
        stage.pass(3)
        #expect(try await stage.get(.filterWheel, "position") == 3)
        #expect(try await stage.failure(.filterWheel, .put, "position", ["Position": 7]) == .invalidValue)
    }

    @Test func theRotatorKnowsTwoAngles() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.rotator, "sync", ["Position": 90.0])
        #expect(try await stage.number(.rotator, "mechanicalposition") == 0)
        try await stage.put(.rotator, "moveabsolute", ["Position": 120.0])
        #expect(try await stage.number(.rotator, "targetposition") == 120)
        stage.pass(10)
        #expect(abs(try await stage.number(.rotator, "position") - 120) < 1e-9)
        #expect(abs(try await stage.number(.rotator, "mechanicalposition") - 30) < 1e-9)
        try await stage.put(.rotator, "reverse", ["Reverse": true])
        #expect(abs(try await stage.number(.rotator, "position") - 120) < 1e-9)
        try await stage.put(.rotator, "move", ["Position": 10.0])
        stage.pass(10)
        #expect(abs(try await stage.number(.rotator, "position") - 130) < 1e-9)
        #expect(abs(try await stage.number(.rotator, "mechanicalposition") - 20) < 1e-9)
    }

    @Test func theCoverAndItsLampTakeTime() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.coverCalibrator, "calibratoron", ["Brightness": 100])
        #expect(try await stage.get(.coverCalibrator, "calibratorstate") == 2)
        stage.pass(2)
        #expect(try await stage.get(.coverCalibrator, "calibratorstate") == 3)
        try await stage.put(.coverCalibrator, "opencover")
        #expect(try await stage.get(.coverCalibrator, "coverstate") == 2)
        stage.pass(2)
        try await stage.put(.coverCalibrator, "haltcover")
        #expect(try await stage.get(.coverCalibrator, "coverstate") == 4)
    }

    @Test func aSwitchChangesAtOnceOrLater() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.switch, "setswitchvalue", ["Id": 4, "Value": 7.3])
        #expect(try await stage.number(.switch, "getswitchvalue", ["Id": 4]) == 7.5)
        try await stage.put(.switch, "setasyncvalue", ["Id": 3, "Value": 50.0])
        #expect(try await stage.get(.switch, "statechangecomplete", ["Id": 3]) == false)
        #expect(try await stage.number(.switch, "getswitchvalue", ["Id": 3]) == 0)
        stage.pass(2)
        #expect(try await stage.get(.switch, "statechangecomplete", ["Id": 3]) == true)
        #expect(try await stage.number(.switch, "getswitchvalue", ["Id": 3]) == 50)
        try await stage.put(.switch, "setasync", ["Id": 3, "State": false])
        try await stage.put(.switch, "cancelasync", ["Id": 3])
        #expect(
            try await stage.failure(.switch, .get, "statechangecomplete", ["Id": 3]) == .operationCancelled)
        #expect(
            try await stage.failure(.switch, .put, "setswitch", ["Id": 5, "State": true]) == .notImplemented)
        #expect(try await stage.failure(.switch, .get, "getswitch", ["Id": 7]) == .invalidValue)
    }

    @Test func theSafetyMonitorFollowsTheWeather() async throws {
        let stage = try await Stage.connected()
        #expect(try await stage.get(.safetyMonitor, "issafe") == true)
        try stage.observatory.set(.storm, of: .observingConditions, to: true)
        #expect(try await stage.get(.safetyMonitor, "issafe") == false)
        #expect(try await stage.number(.observingConditions, "rainrate") > 0)
    }

    @Test func anExternalEventIsUnsafeUntilItIsCleared() async throws {
        let stage = try await Stage.connected()
        let event = #"[{"Source":"test","Name":"Plane","Id":"a1","Type":"Unsafe"}]"#
        try await stage.put(.safetyMonitor, "action", ["Action": "SetExternalEvents", "Parameters": .string(event)])
        #expect(try await stage.get(.safetyMonitor, "issafe") == false)
        for empty in ["", "null", "[]"] {
            #expect(
                try await stage.failure(
                    .safetyMonitor, .put, "action",
                    ["Action": "ClearExternalEvents", "Parameters": .string(empty)]) == .invalidValue)
        }
        try await stage.put(
            .safetyMonitor, "action", ["Action": "ClearExternalEvents", "Parameters": #"["a1"]"#])
        #expect(try await stage.get(.safetyMonitor, "issafe") == true)
    }

    @Test func theWeatherDriftsAndComesAgainWithItsSeed() async throws {
        let one = try await Stage.connected()
        let same = try await Stage.connected()
        let other = try await Stage.connected(seed: 2)
        let before = try await one.number(.observingConditions, "temperature")
        for stage in [one, same, other] { stage.pass(3 * 3600) }
        let after = try await one.number(.observingConditions, "temperature")
        #expect(abs(after - before) > 0.05 && abs(after - before) < 6)
        #expect(try await same.number(.observingConditions, "temperature") == after)
        #expect(try await other.number(.observingConditions, "temperature") != after)
        let dewPoint = try await one.number(.observingConditions, "dewpoint")
        #expect(dewPoint < after)
    }
}
