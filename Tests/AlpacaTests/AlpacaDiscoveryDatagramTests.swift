import Alpaca
import Kernel
import Testing

@Suite struct AlpacaDiscoveryDatagramTests {
    @Test func theRequestIsSixteenBytes() {
        #expect(AlpacaDiscoveryDatagram.request == Array("alpacadiscovery1".utf8))
    }

    @Test func aReplyNamesAPort() {
        #expect(AlpacaDiscoveryDatagram.port(in: #"{"AlpacaPort":11111}"#.utf8.map { $0 }) == 11111)
    }

    @Test(arguments: [
        "", "alpacadiscovery1", #"{"AlpacaPort":0}"#, #"{"AlpacaPort":65536}"#, #"{"AlpacaPort":-1}"#,
        #"{"AlpacaPort":"1"}"#, #"{"alpacaport":1}"#, #"{"AlpacaPort":1.5}"#,
    ])
    func anythingElseIsNoReply(text: String) {
        #expect(AlpacaDiscoveryDatagram.port(in: Array(text.utf8)) == nil)
    }

    @Test func aLongDatagramIsNotParsed() {
        let text = #"{"AlpacaPort":1,"x":""# + String(repeating: "x", count: 600) + #""}"#
        #expect(AlpacaDiscoveryDatagram.port(in: Array(text.utf8)) == nil)
    }

    @Test func aServersVersionIsTakenUnderBothNames() {
        #expect(AlpacaServerDescription(value: ["Version": "2"]).version == "2")
        #expect(AlpacaServerDescription(value: ["ManufacturerVersion": "3", "Version": "2"]).version == "3")
    }

    @Test func unknownTypesAreLeftOut() {
        let list = AlpacaConfiguredDevice.list([
            ["DeviceName": "a", "DeviceType": "Video", "DeviceNumber": 0],
            ["DeviceName": "b", "DeviceType": "Telescope", "DeviceNumber": -1],
            ["DeviceName": "c", "DeviceType": "Telescope", "DeviceNumber": 0, "UniqueID": "u"],
        ])
        #expect(list.map(\.name) == ["c"])
        #expect(list.first?.uniqueID == "u")
    }
}
