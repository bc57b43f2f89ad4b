import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// Devices that misbehave: the right code, an alarm in health, nothing hangs, and all is well when it is over.
    @Suite struct FaultTests {
        /// A mount that goes wrong in one way, as its telescope shows it.
        private static func goThrough(
            _ fault: String, _ codes: Set<String>, with admin: MQTTCaller
        ) async throws {
            try await withSimulator { simulator in
                let telescope = try await admin.makeSimulatedTelescope()
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                let target: [String: JSONValue] = ["altitude": 50, "azimuth": 120, "wait": true]
                _ = try await admin.command("control/slew", telescope, target).value()
                try await simulator.set([fault: true], of: .telescope)
                _ = try await until(within: .seconds(100), "\(fault) shows") {
                    let status = try await admin.command("status/get", telescope).value()["status"]
                    return status?["connected"] == false || status?["altitude"] == JSONValue.null
                }
                let refused = try await admin.command("control/slew", telescope, ["altitude": 60, "azimuth": 90])
                #expect(codes.contains(refused.code ?? "success"), "\(fault): \(refused.json)")
                let abort = try await admin.command("control/abort", telescope)
                #expect(abort.succeeded || codes.contains(abort.code ?? ""), "\(fault): \(abort.json)")
                try await simulator.set([fault: false], of: .telescope)
                _ = try await until(within: .seconds(100), "\(fault) is got over") {
                    let status = try await admin.command("status/get", telescope).value()["status"]
                    return status?["connected"] == true && status?["altitude"]?.double != nil
                }
                let slew = try await admin.command("control/slew", telescope, target)
                #expect(slew.succeeded, "\(fault): \(slew.json)")
            }
        }

        @Test func everyWayToAnswerWronglyIsReportedAndGotOver() async throws {
            try await withNode { node in
                let admin = try await node.administrator()
                for (coordinator, key, value): (String, JSONValue, JSONValue) in [
                    ("telescope", "health_check_interval", 1), ("message", "rate_limit", 0),
                ] {
                    _ = try await admin.call(
                        "config/update/\(coordinator)-coordinator", ["config_key": key, "config_value": value]
                    ).value()
                }
                let ways: [(String, Set<String>)] = [
                    ("timeout", ["timeout", "unavailable"]), ("slow", ["timeout", "unavailable"]),
                    ("http500", ["unavailable"]), ("html", ["unavailable"]), ("garbage", ["unavailable"]),
                    ("wrong", ["unavailable", "invalid_state"]),
                    ("error", ["unavailable"]), ("disconnected", ["unavailable", "invalid_state"]),
                ]
                // Side by side: none of them holds up another.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (fault, codes) in ways { group.addTask { try await Self.goThrough(fault, codes, with: admin) } }
                    try await group.waitForAll()
                }
                #expect(try await admin.call("telescope/config/list").succeeded)
            }
        }

        @Test func aStuckShutterFailsAfterItsTimeAndIsAnAlarm() async throws {
            try await withSimulator { simulator in
                try await withNode { node in
                    let admin = try await node.administrator()
                    _ = try await admin.call(
                        "config/update/telescope-coordinator", ["config_key": "max_motion_seconds", "config_value": 10]
                    ).value()
                    let telescope = try await admin.makeSimulatedTelescope()
                    for type in [AlpacaDeviceType.dome, .focuser] {
                        try await admin.attach(type, of: simulator.url, to: telescope)
                    }
                    let health = admin.topic("health/telescope-coordinator")
                    try await admin.subscribe(health)
                    try await simulator.set(["stuck-shutter": true], of: .dome)
                    let open = try await admin.command(
                        "dome/open_shutter", telescope, ["wait": true], within: .seconds(120))
                    #expect(["timeout", "unavailable"].contains(open.code), "\(open.json)")
                    _ = try await admin.next(on: health, within: .seconds(60)) { $0["status"] == "degraded" }
                    let focus = try await admin.command("focuser/move", telescope, ["position": 9000, "wait": true])
                    #expect(focus.succeeded, "\(focus.json)")
                    try await simulator.set(["stuck-shutter": false], of: .dome)
                    let again = try await admin.command(
                        "dome/open_shutter", telescope, ["wait": true], within: .seconds(120))
                    #expect(again.succeeded, "\(again.json)")
                    _ = try await admin.next(on: health, within: .seconds(60)) { $0["status"] == "healthy" }
                }
            }
        }

        @Test func aMountThatLiesAboutItsParkingIsNotBelieved() async throws {
            try await withSimulator { simulator in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeSimulatedTelescope()
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                try await simulator.set(["lying-at-park": true], of: .telescope)
                let slew = try await admin.command("control/slew", telescope, ["altitude": 50, "azimuth": 120])
                #expect(slew.code == "invalid_state", "\(slew.json)")
                #expect(slew.details["cure"] == "telescope/control/unpark")
                try await simulator.set(["lying-at-park": false], of: .telescope)
                _ = try await admin.command("control/slew", telescope, ["altitude": 50, "azimuth": 120, "wait": true])
                    .value()
                // It goes where it parks and says that it is not there.
                try await simulator.set(["lying-at-park": true], of: .telescope)
                _ = try await until(within: .seconds(50)) {
                    try await admin.command("status/get", telescope)["status"]?["at_park"] == true
                }
                let unpark = try await admin.command("control/unpark", telescope, ["wait": true])
                #expect(unpark.code != nil, "\(unpark.json)")
            }
        }
    }
}
