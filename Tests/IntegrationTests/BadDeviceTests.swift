import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Alpaca servers that answer something else than they should.
    @Suite struct BadDeviceTests {
        @Test(arguments: [
            ("html", ["unavailable", "internal"]), ("nothing", ["unavailable"]),
            ("error500", ["unavailable", "internal"]),
            ("nan", ["unavailable", "internal"]), ("silent", ["timeout", "unavailable"]),
        ])
        func aServerThatMisbehavesIsReportedAndTheNodeLivesOn(way: String, codes: [String]) async throws {
            let quirky = try await QuirkyAlpacaServer.start()
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            let id: JSONValue = .string(telescope)
            let refused = try await admin.call(
                "telescope/device/attach",
                [
                    "telescope_id": id, "role": "telescope", "server_url": .string(await quirky.url(way)),
                    "device_type": "telescope", "device_number": 0,
                ])
            #expect(codes.contains(refused.code ?? "success"), "\(refused.json)")
            let attached = try await admin.call(
                "telescope/device/attach",
                [
                    "telescope_id": id, "role": "telescope", "server_url": .string(await quirky.url(way)),
                    "device_type": "telescope", "device_number": 0, "connect": false,
                ])
            let device = try attached.text("device_id")
            let begun = ContinuousClock.now
            let connected = try await admin.call("telescope/device/connect", ["device_id": .string(device)])
            print("\(way): connect answered \(connected.code ?? "success") after", ContinuousClock.now - begun)
            #expect(codes.contains(connected.code ?? "success"), "\(connected.json)")
            let status = try await admin.call("telescope/status/get", ["telescope_id": id])
            #expect(status["status"]?["connected"] == false)
            #expect(status["status"]?["right_ascension"] == JSONValue.null)
            #expect(status["status"]?["declination"] == JSONValue.null)
            let slew = try await admin.call(
                "telescope/control/slew", ["telescope_id": id, "right_ascension": 1, "declination": 80])
            #expect(["invalid_state", "unavailable"].contains(slew.code), "\(slew.json)")
            _ = try await admin.call("telescope/device/connect", ["device_id": .string(device)])
            let log = try await SharedNode.node().log
            let said = log.split(separator: "\n").filter { $0.contains(device) && $0.contains("warning") }
            #expect(said.count == 1, "\(said)\n\(log.suffix(2000))")
            #expect(try await admin.call("telescope/config/list").succeeded)
            await quirky.stop()
        }
    }
}
