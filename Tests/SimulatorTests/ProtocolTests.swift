import Alpaca
import AlpacaServer
import Kernel
import Logging
import Support
import Testing

@testable import Simulator

/// The protocol checks of ConformU against the simulated observatory over HTTP.
@Suite struct ProtocolTests {
    @Test func theSimulatedObservatoryKeepsTheProtocol() async throws {
        let observatory = SimulatedObservatory(SimulatorConfiguration(speed: 100))
        let listening = Race<Int>()
        let server = AlpacaHTTPServer(
            AlpacaServerConfiguration(port: 0),
            identity: AlpacaServerIdentity(name: "test", manufacturer: "test", version: "1", location: "here"),
            devices: observatory.devices, faults: observatory, logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run { listening.finish(with: .success($0)) }
                } catch {
                    listening.finish(with: .failure(error))
                    throw error
                }
            }
            let url = "http://127.0.0.1:\(try await listening.value())"
            let devices = try await ProtocolChecks.devices(at: url)
            #expect(Set(devices.map(\.type)) == Set(AlpacaDeviceType.allCases))
            #expect(devices.allSatisfy { $0.interfaceVersion == $0.type.platform7Version })
            let violations = try await ProtocolChecks(url: url, devices: devices).violations()
            #expect(violations == [])
            group.cancelAll()
        }
    }
}
