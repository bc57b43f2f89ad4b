import Alpaca
import FoundationEssentials
import Kernel
import Testing

@Suite struct AlpacaDeviceStateTests {
    @Test func aDeviceStateIsReadByName() throws {
        let state = try #require(
            AlpacaDeviceState(
                type: .telescope,
                deviceState: [
                    ["Name": "RightAscension", "Value": 5.5], ["Name": "AtPark", "Value": true],
                    ["Name": "SideOfPier", "Value": 1], ["Name": "TimeStamp", "Value": "2026-01-01T00:00:00Z"],
                ]))
        #expect(state.rightAscension == 5.5)
        #expect(state.isAtPark == true)
        #expect(state.sideOfPier == .west)
        #expect(state.declination == nil)
    }

    @Test(arguments: [
        ("RightAscension", JSONValue.number(24.5)), ("RightAscension", .integer(24)), ("RightAscension", .integer(180)),
        ("Declination", .number(90.01)), ("Azimuth", .integer(360)), ("Azimuth", .number(-0.1)),
        ("Slewing", .integer(1)), ("RightAscension", .string("NaN")), ("UTCDate", .string("")),
        ("SideOfPier", .integer(7)),
    ])
    func whatIsImpossibleIsUnknownAndNotZero(name: String, value: JSONValue) {
        #expect(AlpacaDeviceState(type: .telescope, values: [name: value])[name] == nil)
    }

    @Test func aPierSideThatTheMountDoesNotKnowIsNone() {
        #expect(AlpacaDeviceState(type: .telescope, values: ["SideOfPier": -1]).sideOfPier == nil)
    }

    @Test func runningClocksAreNoDifference() {
        let first = AlpacaDeviceState(type: .telescope, values: ["SiderealTime": 1.0, "Slewing": false])
        let second = AlpacaDeviceState(type: .telescope, values: ["SiderealTime": 2.0, "Slewing": false])
        let third = AlpacaDeviceState(type: .telescope, values: ["SiderealTime": 2.0, "Slewing": true])
        #expect(!second.differs(from: first))
        #expect(third.differs(from: second))
        #expect(first.differs(from: nil))
    }

    @Test func aSwitchHasPropertiesByNumber() {
        let state = AlpacaDeviceState(
            type: .switch,
            values: [
                "GetSwitch3": true, "GetSwitchValue3": 2.5, "StateChangeComplete3": false, "GetSwitch": true,
                "GetSwitchValue-1": 1, "GetSwitch999": true, "MaxSwitch4": 1,
            ])
        #expect(Set(state.values.keys) == ["GetSwitch3", "GetSwitchValue3", "StateChangeComplete3"])
        #expect(
            AlpacaStateProperty.switches(2).map(\.name) == [
                "GetSwitch0", "GetSwitchValue0", "GetSwitch1", "GetSwitchValue1",
            ])
        #expect(AlpacaStateProperty.switches(2).last?.member == "getswitchvalue")
        #expect(AlpacaStateProperty.switches(.max).count == 512)
        #expect(AlpacaStateProperty.switches(-1).isEmpty)
    }

    // The quick way and the tolerant one.
    @Test(arguments: [
        #"{"Value":[{"Name":"Position","Value":5},{"Name":"IsMoving","Value":false},{"Name":"TimeStamp","Value":"x"}]}"#,
        #"{"Value":[{"Name":"Position","Value":5.0},{"Name":"IsMoving","Value":false},{"Name":"Other","Value":[1]}]}"#,
        #"{"Value":[{"Name":"Position","Value":5},{"Name":"IsMoving","Value":false},{"Name":"Temperature","Value":null}]}"#,
        #"{"Value":[{"Name":"Position","Value":5},{"Name":"IsMoving","Value":false},{"Name":"Temperature","Value":NaN}]}"#,
        #"{"Value":[{"Name":"Position","Value":5},{"Name":"IsMoving","Value":false},{"Name":"Temperature","Value":"?"}]}"#,
        #"{"Value":[{"Name":"Position","Value":5},{"Name":"IsMoving","Value":false},{"Value":1},7],"ErrorNumber":null}"#,
    ])
    func anAnswerIsReadAsItComes(body: String) throws {
        let state = try AlpacaDeviceState.answer(of: .focuser, Data(body.utf8))
        #expect(state?.values == ["Position": 5, "IsMoving": false])
    }

    @Test func anErrorInPlaceOfAStateIsTheDevices() {
        let body = #"{"Value":[],"ErrorNumber":1031,"ErrorMessage":"gone"}"#
        #expect(throws: AlpacaResponseError.failure(.notConnected, "gone")) {
            try AlpacaDeviceState.answer(of: .focuser, Data(body.utf8))
        }
        #expect(throws: AlpacaResponseError.empty) { try AlpacaDeviceState.answer(of: .focuser, Data()) }
    }
}
