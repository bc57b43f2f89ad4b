import Alpaca
import Kernel
import Support
import Testing

extension Integration {
    /// Abort stops everything of a telescope.
    @Suite struct AbortTests {
        @Test func anAbortStopsMountDomeFocuserRotatorAndExposureAtOnce() async throws {
            // Slower than life: nothing arrives by itself while the test looks at it.
            try await withSimulator("--speed 0.1") { simulator in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeSimulatedTelescope()
                let types: [AlpacaDeviceType] = [.telescope, .dome, .focuser, .rotator, .camera]
                for type in types { try await admin.attach(type, of: simulator.url, to: telescope) }
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                for (suffix, order): (String, [String: JSONValue]) in [
                    ("control/slew", ["altitude": 30, "azimuth": 90]), ("dome/slew", ["azimuth": 180]),
                    ("focuser/move", ["position": 100]), ("rotator/move", ["position": 170]),
                    ("camera/expose", ["duration": 300]),
                ] {
                    let answer = try await admin.command(suffix, telescope, order)
                    #expect(answer.succeeded, "\(suffix): \(answer.json)")
                }
                let moving: [(String, AlpacaDeviceType)] = [
                    ("slewing", .telescope), ("slewing", .dome), ("ismoving", .focuser), ("ismoving", .rotator),
                ]
                for (member, type) in moving { #expect(try await simulator.value(member, of: type) == true, "\(type)") }
                #expect(try await simulator.value("camerastate", of: .camera) == 2)

                let abort = try await admin.command("control/abort", telescope)

                #expect(abort["aborted"] == true, "\(abort.json)")
                let outcomes = abort["devices"]?.elements ?? []
                let roles = Set(outcomes.compactMap { $0["role"]?.text })
                #expect(roles.isSuperset(of: types.map(\.rawValue)), "\(roles)")
                let failures = outcomes.compactMap { $0["error"]?.text }
                #expect(failures.isEmpty)
                for (member, type) in moving {
                    _ = try await until(within: .seconds(50)) { try await simulator.value(member, of: type) == false }
                }
                _ = try await until(within: .seconds(50)) {
                    try await simulator.value("camerastate", of: .camera) == 0
                }
            }
        }
    }
}
