import Alpaca
import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// The audit trail while the database is away.
    @Suite struct AuditSpoolTests {
        @Test func whatIsStoppedWithoutADatabaseIsWrittenOnceAlsoAfterAKill() async throws {
            let station = try await Station.onOwnServers()
            try await withSimulators { simulators in
                try await withNodes([station.node()]) { nodes in
                    let node = nodes[0]
                    let admin = try await node.administrator()
                    let telescope = try await admin.makeTelescope()
                    let named: JSONValue = ["telescope_id": .string(telescope)]
                    _ = try await admin.attachMount(telescope, at: simulators.url)
                    try await admin.attach(.dome, of: simulators.url, to: telescope)
                    try await admin.attach(.focuser, of: simulators.url, to: telescope)
                    _ = try await admin.call("telescope/control/unpark", named).value()
                    try await station.database.server.stop(mode: "immediate")

                    for action in ["control/abort", "control/park", "dome/close_shutter", "focuser/halt"] {
                        let answer = try await admin.call("telescope/\(action)", named)
                        #expect(answer.succeeded, "\(action): \(answer.json)")
                    }
                    #expect(try await admin.call("telescope/control/stop_all").succeeded)
                    let refused = try await admin.call(
                        "telescope/control/track",
                        ["telescope_id": .string(telescope), "tracking": true])
                    #expect(refused.code == "unavailable", "\(refused.json)")

                    let spool = node.directory + "/audit.spool"
                    let kept = String(
                        decoding: try #require(FileManager.default.contents(atPath: spool)), as: UTF8.self)
                    let done = [
                        "control/abort", "control/park", "control/stop_all", "dome/close_shutter", "focuser/halt",
                    ]
                    for action in done { #expect(kept.contains("telescope/\(action)"), "\(kept)") }
                    let mode = try FileManager.default.attributesOfItem(atPath: spool)[.posixPermissions] as? Int
                    #expect(mode == 0o600)
                    try await node.kill()
                    // As if the power had failed in the middle of a line.
                    try Data((kept + #"{"id":"half"#).utf8).write(to: URL(filePath: spool))

                    try await station.database.server.start()
                    try await node.start()
                    let rows = """
                        select string_agg(action || ' ' || phase || ' ' || n, ',' order by action, phase) from (
                            select replace(action, 'telescope/', '') as action, phase, count(*) as n from audit_log
                            where action ~ '/(abort|park|stop_all|close_shutter|halt|track)$' and decision = 'allow' group by 1, 2) x
                        """
                    let expected = done.map { "\($0) intent 1,\($0) outcome 1" }.joined(separator: ",")
                    _ = try await until(within: .seconds(20)) { try await station.database.psql(rows) == expected }
                    #expect(FileManager.default.contents(atPath: spool) == Data())
                    let verified = try await node.verifyAudit()
                    #expect(verified.status == 0, "\(verified.output)\(verified.error)")
                }
            }
        }
    }
}
