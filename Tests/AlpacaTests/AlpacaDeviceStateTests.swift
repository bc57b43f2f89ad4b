import Alpaca
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
}
