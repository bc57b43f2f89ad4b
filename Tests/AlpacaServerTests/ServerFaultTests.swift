import Alpaca
import AlpacaServer
import AsyncHTTPClient
import Kernel
import NIOCore
import Testing

@Suite struct ServerFaultTests {
    private struct One: ServerFaults {
        let fault: ServerFault
        func fault(for device: any AlpacaDevice, _ call: AlpacaCall) -> ServerFault? {
            call.member.name == "name" ? nil : fault
        }
    }

    private func ask(_ fault: ServerFault, _ device: TableDevice) async throws -> ServerFixture.Reply {
        try await ServerFixture.run([device], faults: One(fault: fault)) { server in
            #expect(try await server.get("/api/v1/focuser/0/name").status == 200)
            return try await server.put("/api/v1/focuser/0/move", "Position=1")
        }
    }

    @Test func aDelayedCallIsDone() async throws {
        let device = TableDevice(.focuser)
        let start = ContinuousClock.now
        #expect(try await ask(.delay(.milliseconds(200)), device).json?["ErrorNumber"] == 0)
        #expect(ContinuousClock.now - start >= .milliseconds(200))
        #expect(device.asked.map(\.member.name) == ["name", "move"])
    }

    @Test func aRefusedCallIsNotDone() async throws {
        let device = TableDevice(.focuser)
        let status = try await ask(.status(503, "later"), device)
        #expect(status.status == 503 && status.text == "later")
        let page = try await ask(.body("<html>", contentType: "text/html"), device)
        #expect(page.type == "text/html" && page.text == "<html>")
        #expect(try await ask(.value("odd"), device).value == "odd")
        #expect(try await ask(.error(AlpacaFault(.parked, "parked")), device).json?["ErrorNumber"] == 1032)
        #expect(device.asked.allSatisfy { $0.member.name == "name" })
    }

    @Test(arguments: [(ServerFault.noAnswer, ["name"]), (.lostAnswer, ["name", "move"])])
    func aClientWaitsInVain(fault: ServerFault, done: [String]) async throws {
        let device = TableDevice(.focuser)
        try await ServerFixture.run([device], faults: One(fault: fault)) { server in
            let name = try await server.get("/api/v1/focuser/0/name")
            #expect(name.status == 200)
            await #expect(throws: HTTPClientError.self) {
                try await server.send(
                    "PUT", "/api/v1/focuser/0/move", "Position=1", limit: .milliseconds(500))
            }
        }
        #expect(device.asked.map(\.member.name) == done)
    }

    @Test func aServerHangsUp() async throws {
        let device = TableDevice(.focuser)
        await #expect(throws: (any Error).self) { try await ask(.hangUp, device) }
        #expect(device.asked.map(\.member.name) == ["name"])
    }
}
