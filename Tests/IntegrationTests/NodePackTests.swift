import FoundationEssentials
import Glibc
import Kernel
import Support
import Testing

extension Integration {
    /// A second machine, as far as the network is concerned: a namespace that shares a cable with this one.
    @Suite struct NodePackTests {
        @Test func aPackedNodeRunsOnAMachineOfItsOwn() async throws {
            try #require(geteuid() == 0, "network namespaces are for root: sudo -E configs/test.sh")
            try await withCable { cable in
                let database = try await PostgresServer.started(at: cable.near)
                let second = try TemporaryFolder("bsp")
                let other = second.path + "/data"
                let port = LoopbackPort.free()
                let main = try NodeProcess(
                    "run --all --except telescope",
                    configuration: """
                        database:
                          host: \(cable.near)
                          database: postgres
                          user: \(PostgresServer.user)
                          sslmode: verify-full
                          sslrootcert: {folder}/database.pem
                          passfile: {folder}/.pgpass
                        mqtt:
                          listen: \(cable.near):\(port)
                        node:
                          name: main

                        """,
                    files: [
                        ".pgpass": """
                        other:5432:*:*:elsewhere
                        *:*:*:\(PostgresServer.user):\(database.networkPassword ?? "")

                        """,
                        "database.pem": try String(contentsOfFile: database.authorityFile, encoding: .utf8),
                    ])
                try await withNodes([main]) { _ in
                    let file = main.path("dome.pack")
                    let words = ["node", "pack", "dome", "--host", cable.near, "--output", file, "--config"]
                    let packed = try await bigskies(
                        words + [main.path("bootstrap.yaml"), "--data-dir", main.directory])
                    #expect(packed.status == 0, "\(packed.error)")
                    #expect(try mode(of: file) == 0o600)
                    let again = try await bigskies(
                        words + [main.path("bootstrap.yaml"), "--data-dir", main.directory])
                    #expect(again.status == 65 && again.error.contains(file))

                    let list = try await bigskies(["broker", "user", "list", "--data-dir", main.directory])
                    let account = try #require(list.lines.first?.split(separator: " ").first)
                    #expect(account.hasPrefix("dome-") && account.count == "dome-".count + 16 && list.lines.count == 1)
                    #expect(packed.output.contains(account))

                    let unpacked = try await bigskies(["node", "unpack", file, "--data-dir", other])
                    #expect(unpacked.status == 0, "\(unpacked.error)")
                    #expect(
                        try modes(below: other) == [
                            "bootstrap.yaml": 0o600, "ca.pem": 0o644, "secrets/keys": 0o600, "secrets/.pgpass": 0o600,
                            "secrets/database-ca.pem": 0o600,
                        ])
                    let passwords = try String(contentsOfFile: "\(other)/secrets/.pgpass", encoding: .utf8)
                    #expect(
                        passwords == "\(cable.near):5432:postgres:bigskies:\(database.networkPassword ?? "")\n")
                    let twice = try await bigskies(["node", "unpack", file, "--data-dir", other])
                    #expect(twice.status == 65)

                    // Without what lies on the first machine.
                    let hidden = ["sh", "-c", #"mount -t tmpfs none "$0" && exec "$@""#, main.path("")]
                    let dome = try NodeProcess(
                        "run --only telescope --config \(other)/bootstrap.yaml", directory: other,
                        inside: cable.inside + hidden)
                    try await withNodes([dome]) { _ in
                        #expect(try await dome.record.broker.host == cable.near)
                        #expect(try await dome.record.database.passfile == "\(other)/secrets/.pgpass")
                        let admin = try await main.administrator()
                        let list = try await admin.call("telescope/config/list")
                        #expect(list.succeeded, "\(list.json)")
                        let ways = try await database.psql(
                            "postgres",
                            """
                            select distinct client_addr, ssl from pg_stat_activity join pg_stat_ssl using (pid)
                            where application_name = 'bigskies dome'
                            """)
                        #expect(ways == "\(cable.far)|t")
                    }
                }
                await second.remove()
                await database.remove()
            }
        }

        @Test func aPackedNodeUsesTheDatabaseThatTheFirstOneBrought() async throws {
            try #require(geteuid() == 0, "network namespaces are for root: sudo -E configs/test.sh")
            try await withCable { cable in
                let second = try TemporaryFolder("bsp")
                let other = second.path + "/data"
                let port = LoopbackPort.free()
                let main = try NodeProcess(
                    "run --all --except telescope",
                    configuration: """
                        database:
                          listen: \(cable.near):\(port)
                        mqtt:
                          listen: \(cable.near):\(LoopbackPort.free())
                        node:
                          name: main

                        """)
                try await withNodes([main]) { _ in
                    let file = main.path("dome.pack")
                    let words = ["node", "pack", "dome", "--output", file, "--config", main.path("bootstrap.yaml")]
                    #expect(main.log.contains("and the database at \(cable.near):\(port), encrypted"))
                    let foreign = try await bigskies(
                        words + ["--data-dir", main.directory, "--host", "elsewhere.example.org"])
                    #expect(foreign.status == 78 && foreign.error.contains(cable.near), "\(foreign.error)")
                    let packed = try await bigskies(words + ["--data-dir", main.directory, "--host", cable.near])
                    #expect(packed.status == 0, "\(packed.error)")
                    let unpacked = try await bigskies(["node", "unpack", file, "--data-dir", other])
                    #expect(unpacked.status == 0, "\(unpacked.error)")
                    #expect(
                        try modes(below: other) == [
                            "bootstrap.yaml": 0o600, "ca.pem": 0o644, "secrets/keys": 0o600, "secrets/.pgpass": 0o600,
                        ])

                    // Without a password, without encryption, and as the superuser nobody comes in from there.
                    let passfile = "PGPASSFILE=\(other)/secrets/.pgpass"
                    let authority = "sslmode=verify-full sslrootcert=\(other)/ca.pem"
                    let place = "host=\(cable.near) port=\(port) dbname=bigskies"
                    func psql(_ words: String, _ environment: [String] = []) async throws -> ProgramResult {
                        let call = ["env"] + environment + ["psql", "-XAtw", "\(place) \(words)", "-c", "select 1"]
                        return try await Program.run("ip", Array((cable.inside + call).dropFirst()))
                    }
                    let good = try await psql("user=bigskies \(authority)", [passfile])
                    #expect(good.status == 0 && good.output == "1\n", "\(good.error)")
                    // The first node's file has the superuser's password too.
                    let both = "PGPASSFILE=\(main.directory)/secrets/.pgpass"
                    for (words, environment, reason) in [
                        ("user=bigskies \(authority)", "PGPASSFILE=/nonexistent", "no password supplied"),
                        ("user=bigskies sslmode=disable", passfile, "no pg_hba.conf entry"),
                        ("user=postgres \(authority)", both, "no pg_hba.conf entry"),
                        ("user=bigskies dbname=postgres \(authority)", both, "no pg_hba.conf entry"),
                    ] {
                        let refused = try await psql(words, [environment])
                        #expect(refused.status != 0 && refused.error.contains(reason), "\(words): \(refused.error)")
                    }

                    let hidden = ["sh", "-c", #"mount -t tmpfs none "$0" && exec "$@""#, main.path("")]
                    let dome = try NodeProcess(
                        "run --only telescope --config \(other)/bootstrap.yaml", directory: other,
                        inside: cable.inside + hidden)
                    try await withNodes([dome]) { _ in
                        #expect(try await dome.record.database.host == cable.near)
                        let admin = try await main.administrator()
                        let list = try await admin.call("telescope/config/list")
                        #expect(list.succeeded, "\(list.json)")
                        let database = try await main.record.database
                        let ways = try await Program.run(
                            "env",
                            [
                                "PGPASSFILE=\(main.directory)/secrets/.pgpass", "psql", "-XAtw",
                                "host=\(database.host) port=\(database.port) user=postgres dbname=postgres", "-c",
                                """
                                select distinct client_addr, ssl from pg_stat_activity join pg_stat_ssl using (pid)
                                where application_name = 'bigskies dome'
                                """,
                            ])
                        #expect(ways.output == "\(cable.far)|t\n", "\(ways.error)")
                    }
                }
                await second.remove()
            }
        }

        @Test(arguments: [
            ("host: /run/postgresql", "database.host"), ("host: localhost", "database.host"),
            ("host: 127.0.0.1", "database.host"), ("host: \"::1\"", "database.host"),
            ("host: db.example.org\n  sslcert: /c.pem\n  sslkey: /c.key", "database.sslcert"),
            ("host: other.example.org", "database.passfile"), ("port: 5433", "database.listen"),
        ])
        func whatTheSecondMachineCannotUseIsNotPacked(section: String, key: String) async throws {
            let place = try TemporaryFolder("bsp")
            try Data("db.example.org:*:*:*:secret\n".utf8).write(to: URL(filePath: place.path + "/pgpass"))
            #expect(chmod(place.path + "/pgpass", 0o600) == 0)
            let configuration = """
                database:
                  \(section)
                  passfile: \(place.path)/pgpass
                mqtt:
                  listen: 0.0.0.0:8883

                """
            try Data(configuration.utf8).write(to: URL(filePath: place.path + "/bootstrap.yaml"))
            let refused = try await bigskies([
                "node", "pack", "dome", "--host", "first.example.org", "--output", place.path + "/dome.pack",
                "--config", place.path + "/bootstrap.yaml", "--data-dir", place.path + "/data",
            ])
            #expect(refused.status == 78)
            #expect(refused.error.contains(key), "\(refused.error)")
            #expect(!FileManager.default.fileExists(atPath: place.path + "/dome.pack"))
            await place.remove()
        }

        @Test func anAddressThatIsEveryMachinesOwnIsNotPacked() async throws {
            let refused = try await bigskies([
                "node", "pack", "dome", "--host", "localhost", "--output", "/nonexistent/dome.pack",
            ])
            #expect(refused.status == 65)
            #expect(refused.error.contains("--host"), "\(refused.error)")
        }

        @Test func aPackThatOthersMayReadIsRefused() async throws {
            let folder = try await SharedNode.node()
            let file = folder.path("open-\(Identifier.hex(8)).pack")
            try Data("{}".utf8).write(to: URL(filePath: file))
            #expect(chmod(file, 0o644) == 0)
            let open = try await bigskies(["node", "unpack", file, "--data-dir", file + ".d"])
            #expect(open.status == 65 && open.error.contains("0600"))
            #expect(chmod(file, 0o600) == 0)
            let nonsense = try await bigskies(["node", "unpack", file, "--data-dir", file + ".d"])
            #expect(nonsense.status == 65 && nonsense.error.contains("no pack"))
        }

        private func bigskies(_ words: [String]) async throws -> ProgramResult {
            try await Program.run(try Program.bigskies(), words)
        }

        private func mode(of path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }

        /// The modes of all files below a folder, by their paths in it.
        private func modes(below folder: String) throws -> [String: Int] {
            var modes: [String: Int] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
                modes[name] = attributes[.posixPermissions] as? Int
            }
            return modes
        }
    }
}

/// Runs a test with a cable, and takes it away.
private func withCable(_ body: (Cable) async throws -> Void) async throws {
    let cable = try await Cable.laid()
    do {
        try await body(cable)
    } catch {
        try await cable.cut()
        throw error
    }
    try await cable.cut()
}

/// A network namespace with one cable to this machine.
private struct Cable {
    /// The address of this end.
    let near: String
    /// The address of the other end.
    let far: String
    /// What runs a program at the other end.
    var inside: [String] { ["ip", "netns", "exec", name] }

    private let name: String

    /// Lays a cable.
    fileprivate static func laid() async throws -> Cable {
        let net = Int.random(in: 0..<16_384)
        let (base, last) = ("10.231.\(net / 64).", net % 64 * 4)
        let cable = Cable(
            near: "\(base)\(last + 1)", far: "\(base)\(last + 2)", name: "bs-" + Identifier.hex(8))
        let end = cable.name + "f"
        for line in [
            "netns add \(cable.name)", "link add \(cable.name)n type veth peer name \(end)",
            "link set \(end) netns \(cable.name)", "addr add \(cable.near)/30 dev \(cable.name)n",
            "link set \(cable.name)n up", "-n \(cable.name) addr add \(cable.far)/30 dev \(end)",
            "-n \(cable.name) link set \(end) up", "-n \(cable.name) link set lo up",
        ] {
            try await cable.ip(line)
        }
        return cable
    }

    /// Takes it away.
    func cut() async throws { try await ip("netns del \(name)") }

    private func ip(_ words: String) async throws {
        let result = try await Program.run("ip", words.split(separator: " ").map(String.init))
        guard result.status == 0 else {
            throw ServiceError(.unavailable, "ip \(words): \(result.error)")
        }
    }
}
