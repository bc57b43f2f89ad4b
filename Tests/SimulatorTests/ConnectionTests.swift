import Alpaca
import AlpacaServer
import FoundationEssentials
import Kernel
import Testing

@testable import Simulator

/// Connections, the state of every device and faults.
@Suite struct ConnectionTests {
    @Test(arguments: AlpacaDeviceType.allCases)
    func nothingWorksUntilSomebodyIsConnected(type: AlpacaDeviceType) async throws {
        let stage = Stage()
        #expect(try await stage.failure(type, .get, "devicestate") == .notConnected)
        try await stage.put(type, "connect")
        #expect(try await stage.get(type, "connecting") == true)
        #expect(try await stage.get(type, "connected") == false)
        stage.pass(1)
        #expect(try await stage.get(type, "connecting") == false)
        #expect(try await stage.get(type, "connected") == true)
        #expect(try await stage.failure(type, .get, "devicestate") == nil)
        try await stage.put(type, "disconnect")
        stage.pass(1)
        #expect(try await stage.get(type, "connected") == false)
        #expect(try await stage.failure(type, .get, "devicestate") == .notConnected)
    }

    @Test func aDeviceStaysConnectedForTheOthers() async throws {
        let stage = Stage()
        try await stage.put(.dome, "connected", ["Connected": true], client: 1)
        try await stage.put(.dome, "connected", ["Connected": true], client: 2)
        try await stage.put(.dome, "connected", ["Connected": true], client: 2)
        try await stage.put(.dome, "connected", ["Connected": false], client: 1)
        #expect(try await stage.get(.dome, "connected", client: 2) == true)
        try await stage.put(.dome, "connected", ["Connected": false], client: 3)
        #expect(try await stage.get(.dome, "connected", client: 2) == true)
        try await stage.put(.dome, "connected", ["Connected": false], client: 2)
        #expect(try await stage.get(.dome, "connected", client: 2) == false)
    }

    @Test func aSilentClientIsForgotten() async throws {
        let stage = try await Stage.connected()
        stage.pass(ClientConnections.patience + 1)
        #expect(try await stage.get(.dome, "connected", client: 9) == false)
    }

    @Test(arguments: AlpacaDeviceType.allCases)
    func theStateHasEveryNameOfItsType(type: AlpacaDeviceType) async throws {
        let stage = try await Stage.connected()
        let state = try await stage.get(type, "devicestate")
        let names = Set((state.elements ?? []).compactMap { $0["Name"]?.text })
        var expected = Set(AlpacaStateProperty.all(of: type).map(\.name) + ["TimeStamp"])
        if type == .switch {
            for id in 0..<7 {
                expected.formUnion(["GetSwitch", "GetSwitchValue", "StateChangeComplete"].map { "\($0)\(id)" })
            }
        }
        #expect(names == expected)
        let believable = try #require(AlpacaDeviceState(type: type, deviceState: state))
        // The names of a switch have its numbers and stand in no table.
        let count = type == .switch ? 21 : AlpacaStateProperty.all(of: type).count
        #expect(believable.values.count == count)
    }

    @Test(arguments: AlpacaDeviceType.allCases)
    func everyMemberOfTheTableIsAnswered(type: AlpacaDeviceType) async throws {
        let stage = try await Stage.connected()
        let optional: Set<String> = [
            "bayeroffsetx", "bayeroffsety", "fastreadout", "gains", "offsets", "subexposureduration",
            "targetrightascension", "targetdeclination", "imagearray", "imagearrayvariant", "lastexposureduration",
            "lastexposurestarttime",
        ]
        let arguments: [String: AlpacaArgument] = [
            "Id": 0, "Axis": 0, "RightAscension": 1.0, "Declination": 1.0, "SensorName": "Pressure",
        ]
        for member in AlpacaMember.all(of: type) where member.verb == .get && !optional.contains(member.name) {
            #expect(try await stage.failure(type, .get, member.name, arguments) == nil, "\(member.name)")
        }
    }

    @Test func anUnknownActionIsRefused() async throws {
        let stage = try await Stage.connected()
        #expect(
            try await stage.failure(.focuser, .put, "action", ["Action": "dance", "Parameters": ""])
                == .actionNotImplemented)
        #expect(
            try await stage.failure(.focuser, .put, "commandblind", ["Command": "x", "Raw": "true"])
                == .notImplemented)
    }

    @Test func theActionSwitchesFaults() async throws {
        let stage = try await Stage.connected()
        try await stage.put(
            .focuser, "action", ["Action": "simulator:fault", "Parameters": #"{"slow":true,"nan":true}"#])
        #expect(stage.observatory.faults(of: .focuser) == [.slow, .nan])
        try await stage.put(.focuser, "action", ["Action": "simulator:fault", "Parameters": #"{"slow":false}"#])
        #expect(stage.observatory.faults(of: .focuser) == [.nan])
        for wrong in ["", "[]", #"{"dance":true}"#, #"{"stuck-shutter":true}"#, #"{"slow":1}"#] {
            #expect(
                try await stage.failure(
                    .focuser, .put, "action", ["Action": "simulator:fault", "Parameters": .string(wrong)])
                    == .invalidValue)
        }
        #expect(stage.observatory.faults(of: .focuser) == [.nan])
    }

    @Test(arguments: ["altitude", "devicestate"])
    func theFaultOfNumbersIsInEveryWayToReadThem(member: String) async throws {
        let stage = try await Stage.connected()
        try stage.observatory.set(.nan, of: .telescope, to: true)
        let device = try #require(stage.observatory.device(.telescope))
        let call = AlpacaCall(member: try #require(AlpacaMember.named(member, .get, of: .telescope)))
        guard case .body(let text, _) = stage.observatory.fault(for: device, call) else {
            Issue.record("the server would answer as if nothing were wrong")
            return
        }
        #expect(text.contains("NaN"))
        #expect(try AlpacaResponse(body: Data(text.utf8)).errorNumber == .none)
    }

    @Test(arguments: [
        (FaultKind.timeout, ServerFault.noAnswer), (.http500, .status(500, "simulated failure")),
        (.slow, .delay(.seconds(3))), (.wrong, .value("many")),
    ])
    func theServerShowsAFault(kind: FaultKind, expected: ServerFault) async throws {
        let stage = Stage()
        try stage.observatory.set(kind, of: .focuser, to: true)
        let device = try #require(stage.observatory.device(.focuser))
        let member = try #require(AlpacaMember.named("temperature", .get, of: .focuser))
        #expect(stage.observatory.fault(for: device, AlpacaCall(member: member)) == expected)
        let other = try #require(stage.observatory.device(.dome))
        #expect(stage.observatory.fault(for: other, AlpacaCall(member: member)) == nil)
    }

    @Test func aLyingMountSaysThatItIsParked() async throws {
        let stage = try await Stage.connected()
        try stage.observatory.set(.lyingAtPark, of: .telescope, to: true)
        #expect(try await stage.get(.telescope, "atpark") == false)
        try stage.observatory.set(.disconnected, of: .telescope, to: true)
        #expect(try await stage.get(.telescope, "connected") == false)
        #expect(try await stage.failure(.telescope, .get, "atpark") == .notConnected)
    }

    @Test func idsAreThoseOfTheObservatory() {
        let ids = { (identity: String) in
            SimulatedObservatory(SimulatorConfiguration(identity: identity)).devices.map(\.uniqueID)
        }
        #expect(ids("a") == ids("a"))
        #expect(Set(ids("a") + ids("b")).count == 20)
    }

    @Test func thePageHasABoxForEachFault() async throws {
        let stage = Stage()
        let dome = try #require(stage.observatory.device(.dome))
        try await dome.applySetup(["stuck-shutter": "true"])
        #expect(stage.observatory.faults(of: .dome) == [.stuckShutter])
        #expect(await dome.setupPage().contains(#"name="stuck-shutter" value="true" checked"#))
        try await dome.applySetup([:])
        #expect(stage.observatory.faults(of: .dome).isEmpty)
    }
}
