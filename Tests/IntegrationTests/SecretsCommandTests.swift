import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// `bigskies secrets` beside nodes that run.
    @Suite struct SecretsCommandTests {
        private func secrets(
            _ words: String..., beside node: NodeProcess, environment: [String: String] = [:]
        ) async throws -> ProgramResult {
            try await Program.run(
                try Program.bigskies(),
                ["secrets"] + words + ["--data-dir", node.directory, "--config", node.path("bootstrap.yaml")],
                environment: environment.merging(["HOME": node.directory]) { own, _ in own })
        }

        @Test func rotateMovesEverythingWhileTheNodeRunsAndHashesFollow() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node(environment: ["BIGSKIES_PASSWORD_SECRET": ""])
            try await withNodes([main]) { _ in
                let admin = try await main.administrator()
                let file = main.directory + "/secrets/keys"
                let old = try #require(keys(in: file).first)

                let rotated = try await secrets("rotate", beside: main)
                #expect(rotated.status == 0, "\(rotated.error)")
                #expect(rotated.output.contains("signing_keys: 1 encrypted anew"), "\(rotated.output)")
                #expect(rotated.output.contains(file))
                let names = try keys(in: file)
                let new = try #require(names.first)
                #expect(names.count == 2 && names[1] == old && new != old)
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(try await tables(saying: "bs1.\(old).", station).isEmpty)
                #expect(try await tables(saying: "bs1.\(new).", station).contains("signing_keys"))

                #expect(try await admin.call("telescope/config/list").succeeded, "the login goes on")
                let before = try await hashKey(station)
                #expect(before == old)
                _ = try await main.administrator()
                #expect(try await hashKey(station) == new)

                let list = try await secrets("list", beside: main)
                #expect(list.status == 0, "\(list.error)")
                let lines = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                #expect(lines.contains([new, "current", "3", "1"]), "\(list.output)")
                #expect(lines.contains([old, "older", "0", "0"]), "\(list.output)")

                _ = try await main.terminate()
                try await main.start()
                _ = try await main.administrator()
            }
        }

        @Test func noSecretOfAnyTableStaysUnderTheOldKey() async throws {
            let authority = try await PebbleServer.started()
            let station = try await Station.onSharedServers()
            let main = try station.node(environment: ["BIGSKIES_PASSWORD_SECRET": ""])
            try await withNodes([main]) { _ in
                try await makeSecrets(try await main.administrator(), authority, station)
                let file = main.directory + "/secrets/keys"
                let old = try #require(keys(in: file).first)
                let places = try await tables(saying: "bs1.\(old).", station)
                #expect(
                    places == [
                        "acme_accounts", "certificate_authorities", "coordinator_config", "signing_keys",
                        "tls_certificates",
                    ])
                let rotated = try await secrets("rotate", beside: main)
                #expect(rotated.status == 0, "\(rotated.error)")
                let new = try #require(keys(in: file).first)
                #expect(new != old)
                #expect(try await tables(saying: "bs1.\(old).", station) == [])
                #expect(try await tables(saying: "bs1.\(new).", station) == places)
            }
            await authority.stop()
        }

        /// Lets a node make secrets of every kind: keys of certificates, an account at an ACME server, a secret setting.
        private func makeSecrets(_ admin: MQTTCaller, _ authority: PebbleServer, _ station: Station) async throws {
            func set(_ key: String, _ value: JSONValue) async throws {
                _ = try await admin.call(
                    "config/update/security-coordinator", ["config_key": .string(key), "config_value": value]
                ).value()
            }
            let settings: [(String, JSONValue)] = [
                ("acme_directory_url", .string(authority.directoryURL)),
                ("acme_root_file", .string(authority.rootFile)),
                ("acme_challenge_port", .integer(Int64(authority.challengePort))), ("acme_terms_accepted", true),
                ("acme_allowed_domains", ["*.example.org"]), ("acme_email", "night@example.org"),
            ]
            for (key, value) in settings { try await set(key, value) }
            for type in ["internal", "self-signed", "letsencrypt"] {
                _ = try await admin.call(
                    "security/cert/request", ["domain": .string("\(type).example.org"), "type": .string(type)]
                ).value()
            }
            // No setting is a secret from the start, but a row that is marked as one is written as one from then on.
            try await station.database.psql(
                "update coordinator_config set is_secret = true where config_key = 'acme_email'")
            _ = try await until(within: .seconds(20), "the secret setting") {
                try await set("acme_email", "day@example.org")
                return try await tables(saying: "bs1.", station).contains("coordinator_config")
            }
        }

        /// The tables in which a text stands anywhere.
        private func tables(saying text: String, _ station: Station) async throws -> Set<String> {
            let names = try await station.database.psql("select tablename from pg_tables where schemaname = 'public'")
            var found: Set<String> = []
            for name in names.split(whereSeparator: \.isNewline) {
                let rows = try await station.database.psql("select t::text from \"\(name)\" t")
                if rows.contains(text) { found.insert(String(name)) }
            }
            return found
        }

        @Test func aStolenSigningKeySignsNothingThatIsBelieved() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node(environment: ["BIGSKIES_PASSWORD_SECRET": ""])
            try await withNodes([main]) { _ in
                let admin = try await main.administrator()
                let login = try await admin.logIn("admin", try main.adminPassword())
                let rotated = try await secrets("rotate", "--end-tokens", beside: main)
                #expect(rotated.status == 0, "\(rotated.error)")
                #expect(rotated.output.contains("now: until then they believe no token"), "\(rotated.output)")
                let took = try await until(within: .seconds(10), "the end of the token") {
                    try await admin.call("telescope/config/list").code == "unauthenticated"
                }
                print("tokens of a stolen key end after", took)
                let refreshed = try await admin.call(
                    "security/auth/refresh", ["refresh_token": .string(try login.text("refresh_token"))])
                admin.token = try refreshed.text("token")
                #expect(try await admin.call("telescope/config/list").succeeded)
            }
        }

        @Test func theVariableIsRotatedOnlyAfterItsKeyWasKept() async throws {
            let station = try await Station.onSharedServers()
            let environment = ["BIGSKIES_PASSWORD_SECRET": station.secret]
            let main = try station.node()
            try await withNodes([main]) { _ in
                let refused = try await secrets("rotate", beside: main, environment: environment)
                #expect(refused.status == 78)
                #expect(refused.error.contains("bigskies secrets keep"), "\(refused.error)")
                let without = try await secrets("rotate", beside: main)
                #expect(without.status == 78)
                #expect(without.error.contains("BIGSKIES_PASSWORD_SECRET"), "\(without.error)")
                let kept = try await secrets("keep", beside: main, environment: environment)
                #expect(kept.status == 0, "\(kept.error)")
                #expect(!kept.output.contains(station.secret))
                // The running node still has the variable; the file that it reads anew has both keys.
                let rotated = try await secrets("rotate", beside: main)
                #expect(rotated.status == 0, "\(rotated.error)")
                _ = try await main.administrator()
            }
        }

        @Test func withoutANodeOrAFileItSaysWhatToDo() async throws {
            let node = try NodeProcess()
            let result = try await secrets("rotate", beside: node)
            #expect(result.status != 0)
            #expect(!FileManager.default.fileExists(atPath: node.directory + "/secrets/keys"))
            await node.remove()
        }

        /// The names in a key file, in order.
        private func keys(in file: String) throws -> [String] {
            try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
        }

        private func hashKey(_ station: Station) async throws -> String {
            let text = try await station.database.psql("select password_key_id from users where username = 'admin'")
            return String(text.prefix { !$0.isNewline })
        }
    }
}
