import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// One active session for each telescope, and who may end another's.
    @Suite struct SessionTests {
        @Test func aSessionHoldsOthersOffUntilOneOfThemTakesOver() async throws {
            try await withSimulator { simulator in
                let node = try await SharedNode.node()
                let admin = try await SharedNode.administrator()
                let holder = try await admin.colleague(roles: ["operator"], on: node).caller
                let (guest, guestID) = try await admin.colleague(roles: ["observer"], on: node)
                let telescope = try await admin.makeSimulatedTelescope()
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                _ = try await admin.call(
                    "telescope/config/share",
                    [
                        "id": .string(telescope), "principal_id": .string(guestID), "principal_type": "user",
                        "permission": "control",
                    ]
                ).value()
                let session = try await holder.command("session/start", telescope).text("session_id")
                let unpark = try await holder.command("control/unpark", telescope, ["wait": true])
                #expect(unpark.succeeded, "\(unpark.json)")

                let held = try await admin.command("control/slew", telescope, ["altitude": 50, "azimuth": 90])
                #expect(held.code == "conflict")
                #expect(held.details["holder"]?.text?.hasPrefix("user-") == true, "\(held.json)")
                let forbidden = try await guest.command(
                    "control/slew", telescope, ["altitude": 50, "azimuth": 90, "take_over": true])
                #expect(forbidden.code == "forbidden", "\(forbidden.json)")
                // Whoever holds the session or not: stopping is for everybody who controls.
                #expect(try await guest.command("control/abort", telescope).succeeded)

                let taken = try await admin.command(
                    "control/slew", telescope, ["altitude": 50, "azimuth": 90, "take_over": true, "wait": true])
                #expect(taken.succeeded, "\(taken.json)")
                let ended = try await holder.call("telescope/session/get", ["session_id": .string(session)])
                #expect(ended["session"]?["status"] == "aborted", "\(ended.json)")
                let later = try await holder.command("control/slew", telescope, ["altitude": 60, "azimuth": 90])
                print("the former holder is answered \(later.code ?? "success")")
                #expect(try await admin.call("telescope/config/list").succeeded)
            }
        }
    }
}
