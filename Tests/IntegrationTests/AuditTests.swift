import Kernel
import Support
import Testing

extension Integration {
    /// `bigskies audit verify` beside a node that runs.
    @Suite struct AuditTests {
        @Test func whoMayNotAndWhatWasGivenIsInTheTrail() async throws {
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let node = nodes[0]
                let admin = try await node.administrator()
                _ = try await admin.call("security/role/create", ["name": "clerk"]).value()
                _ = try await admin.call(
                    "security/permission/grant",
                    ["permission_id": "30000000-0000-0000-0000-000000000002", "role": "clerk"]
                ).value()
                let clerk = try await admin.colleague(roles: ["clerk"], on: node).caller
                let refused = try await clerk.call(
                    "security/user/password",
                    ["id": "00000000-0000-0000-0000-000000000001", "new_password": "seven green comets at dawn"])
                #expect(refused.code == "forbidden", "\(refused.json)")
                let hidden = try await admin.makeTelescope(["visibility": "private"])
                let operators = try await admin.colleague(roles: ["operator"], on: node).caller
                let unseen = try await operators.call("telescope/config/get", ["id": .string(hidden)])
                #expect(unseen.code == "not_found")
                func row(_ columns: String, _ action: String) async throws -> String {
                    try await station.database.psql(
                        """
                        select \(columns) from audit_log where action = '\(action)' and phase = 'outcome'
                        order by seq desc limit 1
                        """
                    ).replacing("\n", with: "")
                }
                let decided = "concat_ws(' ', decision, outcome, rule)"
                _ = try await until(within: .seconds(20)) {
                    try await row(decided, "security/user/password")
                        == "deny forbidden the account of an administrator is for administrators"
                }
                _ = try await until(within: .seconds(20)) {
                    try await row(decided, "telescope/config/get") == "deny not_found you may not read this telescope"
                }
                #expect(try await row("details ->> 'role'", "security/permission/grant") == "clerk")
                #expect(try await row("details ->> 'roles'", "security/user/create") == "operator")
            }
        }

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
