import Kernel
import Support
import Testing

extension Integration {
    /// `bigskies audit verify` beside a node that runs.
    @Suite struct AuditTests {
        @Test func aWholeTrailIsSaidAndARowThatWasRemovedIsNamed() async throws {
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let node = nodes[0]
                let admin = try await node.administrator()
                for _ in 0..<3 { _ = try await admin.makeTelescope() }
                _ = try await until(within: .seconds(20)) {
                    let rows = try await station.database.psql("select count(*) > 3 from audit_log")
                    return rows.hasPrefix("t")
                }
                let whole = try await node.verifyAudit()
                #expect(whole.status == 0, "\(whole.error)\(whole.output)")
                #expect(whole.output.contains("main: ") && whole.output.contains(" rows, whole"), "\(whole.output)")
                // As somebody with all rights on the database could.
                try await station.database.psql(
                    "alter table audit_log disable trigger all; delete from audit_log where node = 'main' and seq = 2")
                let broken = try await node.verifyAudit()
                #expect(broken.status == 65, "\(broken.error)\(broken.output)")
                #expect(broken.output.contains("NOT WHOLE"), "\(broken.output)")
                #expect(broken.output.contains("rows 2 to 2 are missing"), "\(broken.output)")
            }
        }
    }
}

extension NodeProcess {
    /// What `bigskies audit verify` says beside a node with a configuration file.
    nonisolated func verifyAudit() async throws -> ProgramResult {
        try await Program.run(
            try Program.bigskies(), ["audit", "verify", "--data-dir", directory, "--config", path("bootstrap.yaml")],
            environment: ["HOME": directory])
    }
}
