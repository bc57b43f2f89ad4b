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
                    _ = try await admin.call("telescope/control/unpark", named).value()
                    try await station.database.server.stop(mode: "immediate")

                    #expect(try await admin.call("telescope/control/abort", named).succeeded)
                    #expect(try await admin.call("telescope/control/park", named).succeeded)
                    #expect(try await admin.call("telescope/control/stop_all").succeeded)
                    let refused = try await admin.call(
                        "telescope/control/track",
                        ["telescope_id": .string(telescope), "tracking": true])
                    #expect(refused.code == "unavailable", "\(refused.json)")

                    let spool = node.directory + "/audit.spool"
                    let kept = String(
                        decoding: try #require(FileManager.default.contents(atPath: spool)), as: UTF8.self)
                    for action in ["abort", "park", "stop_all"] {
                        #expect(kept.contains("telescope/control/\(action)"), "\(kept)")
                    }
                    let mode = try FileManager.default.attributesOfItem(atPath: spool)[.posixPermissions] as? Int
                    #expect(mode == 0o600)
                    try await node.kill()
                    // As if the power had failed in the middle of a line.
                    try Data((kept + #"{"id":"half"#).utf8).write(to: URL(filePath: spool))

                    try await station.database.server.start()
                    try await node.start()
                    let rows = """
                        select string_agg(action || ' ' || phase || ' ' || n, ',' order by action, phase) from (
                            select replace(action, 'telescope/control/', '') as action, phase, count(*) as n from audit_log
                            where action ~ '/(abort|park|stop_all|track)$' and decision = 'allow' group by 1, 2) x
                        """
                    let expected =
                        "abort intent 1,abort outcome 1,park intent 1,park outcome 1,stop_all intent 1,stop_all outcome 1"
                    _ = try await until(within: .seconds(20)) { try await station.database.psql(rows) == expected }
                    #expect(FileManager.default.contents(atPath: spool) == Data())
                    let verified = try await node.verifyAudit()
                    #expect(verified.status == 0, "\(verified.output)\(verified.error)")
                }
            }
        }
    }
}
