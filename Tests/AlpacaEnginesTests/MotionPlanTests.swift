import Alpaca
import Kernel
import Testing

@testable import AlpacaEngines

@Suite struct MotionPlanTests {
    private func facts(_ capabilities: [String: Bool] = [:], version: Int = 4) -> DeviceFacts {
        DeviceFacts(name: nil, interfaceVersion: version, capabilities: capabilities, equatorialSystem: nil)
    }

    private func plan(_ goal: MotionGoal, _ type: AlpacaDeviceType, _ facts: DeviceFacts) throws -> MotionPlan {
        try MotionPlan(goal, of: type, facts, AlpacaConfiguration())
    }

    @Test(arguments: [
        (MotionGoal.park, AlpacaDeviceType.telescope, "canpark"), (.park, .dome, "canpark"),
        (.unpark, .telescope, "canunpark"), (.findHome, .telescope, "canfindhome"), (.findHome, .dome, "canfindhome"),
        (.pulseGuide(.east, .seconds(1)), .telescope, "canpulseguide"),
        (.pulseGuide(.east, .seconds(1)), .camera, "canpulseguide"),
        (.rotateDome(azimuth: 1), .dome, "cansetazimuth"), (.tiltDome(altitude: 1), .dome, "cansetaltitude"),
        (.openShutter, .dome, "cansetshutter"), (.closeShutter, .dome, "cansetshutter"),
    ])
    func whatADeviceDeniesIsNotSent(goal: MotionGoal, type: AlpacaDeviceType, flag: String) throws {
        #expect(try plan(goal, type, facts([flag: true])).parts.isEmpty == false)
        let error = #expect(throws: ServiceError.self) { try plan(goal, type, facts([flag: false])) }
        #expect(error?.code == .invalidState)
        #expect(error?.message.hasPrefix("the device cannot ") == true)
    }

    @Test func everyCommandIsOneOfItsInterface() throws {
        let goals: [MotionGoal] = [
            .slew(.horizontal(altitude: 1, azimuth: 1)), .slew(.equatorial(rightAscension: 1, declination: 1)), .park,
            .unpark, .findHome, .moveAxis(.primary, rate: 1, duration: .seconds(1)),
            .pulseGuide(.north, .milliseconds(1500)), .rotateDome(azimuth: 1), .tiltDome(altitude: 1), .openShutter,
            .closeShutter, .focus(position: 1), .rotate(position: 1), .rotateMechanical(position: 1),
            .selectFilter(position: 1), .openCover, .closeCover, .calibratorOn(brightness: 1), .calibratorOff,
            .setSwitch(id: 0, value: 1),
        ]
        var planned = 0
        for type in AlpacaDeviceType.allCases {
            for goal in goals {
                // A goal that is not one of this type's.
                guard let plan = try? plan(goal, type, facts()) else { continue }
                planned += 1
                for command in [plan.command] + (plan.halt.map { [$0] } ?? []) {
                    let member = try #require(AlpacaMember.named(command.member, .put, of: type), "\(command.member)")
                    #expect(Set(member.parameters.map(\.name)) == Set(command.arguments.keys))
                    for parameter in member.parameters {
                        #expect(command.arguments[parameter.name]?.fits(parameter.type) == true)
                    }
                }
                for property in plan.watched(of: type) + plan.lookedAtFirst(of: type) {
                    #expect(AlpacaMember.named(property.member, .get, of: type) != nil, "\(property.name)")
                }
                let names = plan.watched(of: type).map(\.name)
                #expect(plan.arrived.names.isSubset(of: names), "\(goal.name) of a \(type.rawValue)")
            }
        }
        #expect(planned == 23)
    }

    @Test func aMountWithoutAsynchronousSlewsTakesTheOther() throws {
        let target = MotionGoal.slew(.equatorial(rightAscension: 5, declination: 20))
        #expect(try plan(target, .telescope, facts(["canslewasync": true])).command.member == "slewtocoordinatesasync")
        #expect(try plan(target, .telescope, facts()).command.member == "slewtocoordinatesasync")
        let old = try plan(target, .telescope, facts(["canslewasync": false, "canslew": true]))
        #expect(old.command.member == "slewtocoordinates")
        #expect(old.mayBlock)
        let error = #expect(throws: ServiceError.self) {
            try plan(target, .telescope, facts(["canslewasync": false, "canslew": false]))
        }
        #expect(error?.code == .invalidState)
    }

    @Test(arguments: [(AlpacaDeviceType.telescope, 3), (.dome, 2), (.telescope, 4), (.dome, 3)])
    func aDeviceBeforePlatform7MayBlock(type: AlpacaDeviceType, version: Int) throws {
        #expect(try plan(.park, type, facts(version: version)).mayBlock == (version < type.platform7Version))
    }

    @Test func partsThatMoveSideBySideShareNothing() throws {
        let azimuth = try plan(.rotateDome(azimuth: 1), .dome, facts()).parts
        let shutter = try plan(.openShutter, .dome, facts()).parts
        #expect(azimuth.isDisjoint(with: shutter))
        #expect(try !plan(.tiltDome(altitude: 1), .dome, facts()).parts.isDisjoint(with: shutter))
        let primary = try plan(.moveAxis(.primary, rate: 1, duration: .seconds(1)), .telescope, facts()).parts
        let secondary = try plan(.pulseGuide(.north, .seconds(1)), .telescope, facts()).parts
        #expect(primary.isDisjoint(with: secondary))
        #expect(try !plan(.park, .telescope, facts()).parts.isDisjoint(with: primary))
    }

    @Test(arguments: [(0.1, false), (0.5, true), (-1, true), (2, false), (3.5, true), (9, false), (0, true)])
    func aRateOutsideOfTheAxisRatesNamesThem(rate: Double, isAllowed: Bool) throws {
        var mount = facts()
        mount.mount = MountFacts([
            "canmoveaxis0": true,
            "axisrates0": [["Minimum": 0.5, "Maximum": 1.0], ["Minimum": 3.0, "Maximum": 4.0]],
        ])
        let goal = MotionGoal.moveAxis(.primary, rate: rate, duration: .seconds(1))
        guard !isAllowed else {
            #expect(try plan(goal, .telescope, mount).command.arguments["Rate"] == .double(rate))
            return
        }
        let error = #expect(throws: ServiceError.self) { try plan(goal, .telescope, mount) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("0.5 to 1.0, 3.0 to 4.0") == true)
        #expect(error?.details["allowed"] == [[0.5, 1.0], [3.0, 4.0]])
    }

    @Test func anAxisThatCannotBeMovedIsNotMoved() throws {
        var mount = facts()
        mount.mount = MountFacts(["canmoveaxis2": false])
        let error = #expect(throws: ServiceError.self) {
            try plan(.moveAxis(.tertiary, rate: 1, duration: .seconds(1)), .telescope, mount)
        }
        #expect(error?.code == .invalidState)
    }

    @Test func limitsAreThoseThatTheDeviceTold() throws {
        var device = facts()
        device.focuser = FocuserFacts(["absolute": true, "maxstep": 500, "maxincrement": 100])
        device.filterWheel = FilterWheelFacts(["names": ["L", "R"]])
        device.cover = CoverFacts(["maxbrightness": 10])
        device.switches = [SwitchFacts(0, ["minswitchvalue": 0, "maxswitchvalue": 5, "canwrite": true])]
        let cases: [(MotionGoal, AlpacaDeviceType, String)] = [
            (.focus(position: 501), .focuser, "position"), (.focus(position: -1), .focuser, "position"),
            (.selectFilter(position: 2), .filterWheel, "position"),
            (.calibratorOn(brightness: 11), .coverCalibrator, "brightness"),
            (.setSwitch(id: 0, value: 6), .switch, "value"), (.setSwitch(id: 1, value: 1), .switch, "id"),
        ]
        for (goal, type, field) in cases {
            let error = #expect(throws: ServiceError.self) { try plan(goal, type, device) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.details["field"]?.text == field)
        }
        device.focuser = FocuserFacts(["absolute": false, "maxincrement": 100])
        #expect(try plan(.focus(position: -100), .focuser, device).measure == nil)
        #expect(throws: ServiceError.self) { try plan(.focus(position: 101), .focuser, device) }
    }

    @Test func aSwitchIsSetWithoutWaitingWhereItCan() throws {
        var device = facts(version: 3)
        device.switches = [SwitchFacts(0, ["canasync": true]), SwitchFacts(1, ["canasync": false])]
        let first = try plan(.setSwitch(id: 0, value: 1), .switch, device)
        #expect(first.command.member == "setasyncvalue")
        #expect(first.halt == MotionPlan.Command(member: "cancelasync", arguments: ["Id": 0]))
        let second = try plan(.setSwitch(id: 1, value: 1), .switch, device)
        #expect(second.command.member == "setswitchvalue")
        #expect(second.mayBlock && second.halt == nil)
    }

    @Test(arguments: [
        (MotionGoal.slew(.equatorial(rightAscension: 24, declination: 0)), "right_ascension"),
        (.slew(.equatorial(rightAscension: .nan, declination: 0)), "right_ascension"),
        (.slew(.equatorial(rightAscension: 1, declination: 90.5)), "declination"),
        (.slew(.horizontal(altitude: -91, azimuth: 0)), "altitude"),
        (.slew(.horizontal(altitude: 10, azimuth: 360)), "azimuth"),
        (.moveAxis(.primary, rate: .infinity, duration: .seconds(1)), "rate"),
        (.moveAxis(.primary, rate: 1, duration: .zero), "duration"),
        (.pulseGuide(.north, .seconds(301)), "duration"), (.rotateDome(azimuth: 360), "azimuth"),
        (.rotateDome(azimuth: .nan), "azimuth"), (.tiltDome(altitude: -1), "altitude"),
        (.rotate(position: -0.1), "position"), (.rotateMechanical(position: 360), "position"),
        (.focus(position: .max), "position"), (.selectFilter(position: -1), "position"),
        (.calibratorOn(brightness: -1), "brightness"), (.setSwitch(id: -1, value: 0), "id"),
        (.setSwitch(id: 0, value: .nan), "value"),
    ])
    func aGoalThatNoDeviceHasIsRefusedByField(goal: MotionGoal, field: String) {
        let error = #expect(throws: ServiceError.self) { try goal.validate(longest: .seconds(300)) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"]?.text == field)
    }
}
