import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// The Alpaca servers of others, attached as the devices of a telescope.
    @Suite struct OtherServersTests {
        @Test func everyDeviceOfTheAlpacaSimulatorsIsAttachedReadAndUsed() async throws {
            try await withSimulators { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope()
                for type in AlpacaDeviceType.allCases {
                    try await admin.attach(type, of: await simulators.url, to: telescope)
                }
                let list = try await admin.command("device/list", telescope)
                let devices = list["devices"]?.elements ?? []
                #expect(devices.count == AlpacaDeviceType.allCases.count)
                #expect(devices.allSatisfy { $0["connected"] == true }, "\(devices)")
                // No exposure: their camera asks a catalogue in the net for its stars.
                for (suffix, order): (String, [String: JSONValue]) in [
                    ("control/unpark", [:]), ("control/slew", ["right_ascension": 3, "declination": 80]),
                    ("dome/open_shutter", [:]), ("dome/slew", ["azimuth": 45]), ("focuser/move", ["position": 300]),
                    ("rotator/move", ["position": 30]), ("filterwheel/select", ["filter": 1]),
                    ("covercalibrator/open", [:]),
                ] {
                    let answer = try await admin.command(
                        suffix, telescope, order.merging(["wait": true]) { $1 }, within: .seconds(300))
                    #expect(answer.succeeded, "\(suffix): \(answer.json)")
                }
                for read in ["switch/list", "safety/get", "weather/get", "camera/get", "status/get"] {
                    let answer = try await admin.command(read, telescope)
                    #expect(answer.succeeded, "\(read): \(answer.json)")
                }
            }
        }

        @Test func devicesOfTheServerLibraryAreAttachedAndRead() async throws {
            let server = try await LibraryAlpacaServer.start()
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            for type in [AlpacaDeviceType.focuser, .safetyMonitor] {
                try await admin.attach(type, of: await server.url, to: telescope)
            }
            _ = try await until(within: .seconds(50)) {
                let status = try await admin.command("status/get", telescope).value()
                return status["devices"]?["focuser"]?["state"]?["position"]?.whole == 1000
            }
            // The library looks for the position in the query, where the protocol does not allow it (HTTP status 422).
            let move = try await admin.command("focuser/move", telescope, ["position": 1200, "wait": true])
            #expect(move.code == "unavailable", "\(move.json)")
            _ = try await until(within: .seconds(50)) {
                try await admin.command("safety/get", telescope)["state"] == "safe"
            }
            await server.stop()
            _ = try await until(within: .seconds(60)) {
                try await admin.command("safety/get", telescope)["state"] == "unknown"
            }
        }
    }
}
