import Alpaca
import Glibc
import Kernel
import Support
import Testing

extension Integration {
    /// The limits of a telescope, before a movement and while it follows the sky.
    @Suite struct HorizonTests {
        @Test func aTelescopeThatTracksIntoItsHorizonIsStoppedAndSaysSo() async throws {
            try await withSimulator { simulator in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeSimulatedTelescope(lowest: 40)
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                let motions = admin.topic("telescope/event/motion/\(telescope)")
                try await admin.subscribe(motions)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                let status = try await admin.command("status/get", telescope).value()["status"]
                let target = Self.west(
                    altitude: 40.07, latitude: 28.7606, siderealTime: try #require(status?["sidereal_time"]?.double))
                let slew = try await admin.command(
                    "control/slew", telescope,
                    [
                        "right_ascension": .number(target.rightAscension), "declination": .number(target.declination),
                        "equinox": "date", "wait": true,
                    ])
                #expect(slew["tracking_started"] == true, "\(slew.json)")
                let reached = try await admin.next(on: motions, within: .seconds(300)) {
                    $0["limit_reached"]?["limit"] == "altitude"
                }
                #expect((reached["limit_reached"]?["details"]?["value"]?.double ?? 90) < 40)
                _ = try await until(within: .seconds(50)) {
                    try await simulator.value("tracking", of: .telescope) == false
                }
                let after = try await admin.command("status/get", telescope)
                #expect(after["limits"]?["reached"]?.elements?.first?["limit"] == "altitude", "\(after.json)")
                _ = try await until(within: .seconds(50)) {
                    let health = try await admin.call("message/health/get", ["component": "telescope-coordinator"])
                    return try WireJSON.text(health.payload).contains("reached a limit")
                }
                let back = try await admin.command(
                    "control/slew", telescope, ["altitude": 60, "azimuth": 270, "wait": true])
                #expect(back.succeeded, "\(back.json)")
                _ = try await until(within: .seconds(50)) {
                    try await admin.command("status/get", telescope)["limits"]?["reached"] == []
                }
            }
        }

        @Test func aSlewBelowTheHorizonIsRefusedAndNothingMoves() async throws {
            try await withSimulator { simulator in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeSimulatedTelescope(lowest: 40)
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                let low = try await admin.command("control/slew", telescope, ["altitude": 39.5, "azimuth": 10])
                #expect(low.code == "invalid_state", "\(low.json)")
                #expect(low.details["limit"] == "altitude")
                #expect(low.details["lowest"]?.double == 40)
                #expect(try await simulator.value("slewing", of: .telescope) == false)
                let high = try await admin.command(
                    "control/slew", telescope, ["altitude": 40.5, "azimuth": 10, "wait": true])
                #expect(high.succeeded, "\(high.json)")
            }
        }

        /// What stands in the west at an altitude and sinks.
        private static func west(
            altitude: Double, latitude: Double, siderealTime: Double
        ) -> (rightAscension: Double, declination: Double) {
            let altitude = altitude * .pi / 180
            let latitude = latitude * .pi / 180
            let declination = asin(sin(altitude) * sin(latitude))
            let hourAngle = atan2(cos(altitude), (sin(altitude) - sin(latitude) * sin(declination)) / cos(latitude))
            let rightAscension = (siderealTime - hourAngle * 12 / .pi + 24).truncatingRemainder(dividingBy: 24)
            return (rightAscension, declination * 180 / .pi)
        }
    }
}
