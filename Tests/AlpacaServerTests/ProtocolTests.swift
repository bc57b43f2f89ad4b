import Alpaca
import AlpacaServer
import Kernel
import Support
import Testing

@Suite struct ProtocolTests {
    @Test func everyMemberOfEveryTypeKeepsTheProtocol() async throws {
        let devices = AlpacaDeviceType.allCases.map { TableDevice($0) }
        let (violations, count) = try await ServerFixture.run(devices) { server in
            let known = try await ProtocolChecks.devices(at: server.url)
            return (try await ProtocolChecks(url: server.url, devices: known).violations(), known.count)
        }
        #expect(count == 10)
        #expect(violations == [])
    }

    @Test func membersThatCameLaterAreNotThereBefore() async throws {
        let devices = AlpacaDeviceType.allCases.map { TableDevice($0, version: 1) }
        let checked = devices.map { ProtocolChecks.Device($0.type, interfaceVersion: 1) }
        let violations = try await ServerFixture.run(devices) { server in
            try await ProtocolChecks(url: server.url, devices: checked).violations()
        }
        #expect(violations == [])
        #expect(devices.flatMap(\.asked).allSatisfy { $0.member.since == .always })
    }

    @Test func theChecksFindAServerThatDoesNotKeepTheProtocol() async throws {
        let telescope = TableDevice(.telescope, answers: ["altitude": .output(.value("high"))])
        let violations = try await ServerFixture.run([telescope], faults: Misbehaviour()) { server in
            try await ProtocolChecks(url: server.url, devices: [.init(.telescope, interfaceVersion: 4)]).violations()
        }
        for member in ["altitude", "declination", "tracking", "athome"] {
            #expect(violations.contains { $0.contains("/\(member)") }, "\(member)")
        }
    }

    private struct Misbehaviour: ServerFaults {
        func fault(for device: any AlpacaDevice, _ call: AlpacaCall) -> ServerFault? {
            switch (call.member.name, call.member.verb) {
            case ("declination", _): .body("<html></html>", contentType: "text/html")
            case ("tracking", .get): .value("maybe")
            case ("athome", _): .status(503, "later")
            default: nil
            }
        }
    }
}
