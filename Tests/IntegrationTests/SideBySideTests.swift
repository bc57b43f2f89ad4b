import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// Two telescopes of one node, each with an observatory of its own.
    @Suite struct SideBySideTests {
        @Test func aDeadObservatoryDoesNotHoldUpTheOther() async throws {
            try await withSimulator { living in
                try await withSimulator { dead in
                    let admin = try await SharedNode.administrator()
                    var telescopes: [String] = []
                    for simulator in [living, dead] {
                        let telescope = try await admin.makeSimulatedTelescope()
                        for type in [AlpacaDeviceType.telescope, .dome, .focuser, .camera] {
                            try await admin.attach(type, of: simulator.url, to: telescope)
                        }
                        _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                        telescopes.append(telescope)
                    }
                    // Its sockets stay open and say nothing: the worst way to be dead.
                    await dead.pause()
                    let (shown, hung) = (telescopes[0], telescopes[1])
                    async let refused = admin.command("control/slew", hung, ["altitude": 50, "azimuth": 90])
                    let slew = try await admin.command(
                        "control/slew", shown, ["altitude": 50, "azimuth": 90, "wait": true])
                    #expect(slew.succeeded, "\(slew.json)")
                    let focus = try await admin.command(
                        "focuser/move", shown, ["position": 12000, "wait": true])
                    #expect(focus.succeeded, "\(focus.json)")
                    let failure = try await refused
                    // Whether it is parked is not known: that alone is no reason to move.
                    #expect(["timeout", "unavailable", "invalid_state"].contains(failure.code), "\(failure.json)")
                    _ = try await until(within: .seconds(60)) {
                        try await admin.command("status/get", hung)["status"]?["connected"] == false
                    }
                    let status = try await admin.command("status/get", shown)
                    #expect(status["status"]?["connected"] == true)
                    let expose = try await admin.command(
                        "camera/expose", shown, ["duration": 0.1, "wait": true])
                    #expect(expose.succeeded, "\(expose.json)")
                    await dead.resume()
                    _ = try await until(within: .seconds(100)) {
                        try await admin.command("status/get", hung)["status"]?["connected"] == true
                    }
                }
            }
        }
    }
}
