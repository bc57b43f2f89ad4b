import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Passwords, tokens and keys are said nowhere: everything that a run produced is searched for all that it used.
    @Suite struct SecretTests {
        @Test func nothingThatARunOnItsOwnServersProducedSaysASecret() async throws {
            try await withNode("run --all --log-level trace") { node in
                let run = try await done(on: node)
                let places = try await run.places()
                #expect(run.secrets.count > 20)
                #expect(run.leaks(in: places).isEmpty)
                try await checkThatTheSearchFinds(run)
            }
        }

        @Test func nothingThatServersWithEveryStatementInTheirLogsSawSaysASecret() async throws {
            let station = try await Station.onOwnServers()
            for setting in ["log_statement = 'all'", "log_parameter_max_length_on_error = -1"] {
                try await station.database.psql("alter system set \(setting)")
            }
            try await station.database.psql("select pg_reload_conf()")
            try await withNodes([station.node("run --all --log-level trace --log-format json")]) { nodes in
                let run = try await done(on: nodes[0])
                let statements = try station.database.server.log()
                #expect(statements.contains("insert into audit_log") && statements.contains("parameters: $1"))
                let places = try await run.places([
                    "log of the database server": Data(statements.utf8),
                    "log of the broker": Data(try await station.broker.log().utf8),
                ])
                #expect(run.leaks(in: places).isEmpty)
            }
        }

        /// Everything that somebody does with a secret, and what lies in the files for them.
        private func done(on node: NodeProcess) async throws -> SecretRun {
            let admin = try await MQTTCaller.connected(to: node)
            let password = try node.adminPassword()
            let login = try await admin.logIn("admin", password)
            let run = SecretRun(node, admin)
            try run.keepTokens("the first login", login)
            for step in SecretStep.all {
                do {
                    try await step.act(run)
                } catch {
                    throw ServiceError(.internal, "\(step.name): \(error)", cause: error)
                }
            }
            try run.keepFiles()
            // The last rows of the audit trail are there when an act that came later is.
            _ = try await admin.makeTelescope()
            _ = try await until(within: .seconds(20)) {
                try await run.sql(
                    "select count(*) from audit_log where action = 'telescope/config/create' and phase = 'outcome' and decision = 'allow'"
                )
                .hasPrefix("1")
            }
            return run
        }

        /// Plants a secret where it is said, so that a search that sees nothing fails.
        private func checkThatTheSearchFinds(_ run: SecretRun) async throws {
            let planted = try run.password("the planted one")
            let coded = Data(planted.utf8).base64EncodedString()
            _ = try await until(within: .seconds(20)) {
                // Of many refusals in a second some are only counted.
                _ = try await run.admin.call("telescope/config/create", ["name": 7]) {
                    $0.extra = ["source": .string("x\(coded)")]
                }
                return run.leaks(in: try await run.places()).contains("the planted one in table audit_log")
            }
        }
    }
}
