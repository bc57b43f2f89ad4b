import FoundationEssentials
import Glibc
import InMemoryLogging
import Kernel
import Logging
import Testing

@testable import StorageEngines

@Suite struct ManagedPostgresTests {
    @Test func theFirstStartMakesADatabaseThatItsRoleOwns() async throws {
        try await withNode { directory in
            try await withPostgres(directory) { server, address in
                #expect(address.host == directory.run + "/pg")
                let owner = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
                try await #expect(ask(owner, address).output == "bigskies")
                try await #expect(ask("show listen_addresses", address).output == "")
                try await #expect(ask("create table t (i int)", address).isSuccess)
                await #expect(server.probe())
                #expect(FileStatus(address.passfile)?.mode == 0o600)
            }
        }
    }

    @Test func theSecondStartFindsWhatTheFirstOneStored() async throws {
        try await withNode { directory in
            var passwords: String?
            try await withPostgres(directory) { _, address in
                try await #expect(ask("create table t as select 42 as i", address).isSuccess)
                passwords = try PrivateFile.read(address.passfile)
            }
            try await withPostgres(directory) { _, address in
                try await #expect(ask("select i from t", address).output == "42")
                #expect(try PrivateFile.read(address.passfile) == passwords)
            }
        }
    }

    @Test func aWrongPasswordIsRefused() async throws {
        try await withNode { directory in
            try await withPostgres(directory) { _, address in
                let wrong = directory.secrets + "/wrong"
                try PrivateFile.write(DatabasePasswords.generate().text, to: wrong)
                for user in ["bigskies", "postgres"] {
                    let answer = try await ask("select 1", address, user: user, passfile: wrong)
                    #expect(!answer.isSuccess)
                    #expect(answer.error.contains("password authentication failed"))
                    try await #expect(ask("select 1", address, user: user).isSuccess)
                }
            }
        }
    }

    @Test func lostPasswordsAreSetAnew() async throws {
        try await withNode { directory in
            try await withPostgres(directory) { _, address in
                try await #expect(ask("create table t (i int)", address).isSuccess)
            }
            try FileManager.default.removeItem(atPath: directory.passFile)
            try await withPostgres(directory) { _, address in
                try await #expect(ask("select count(*) from t", address).output == "0")
            }
        }
    }

    @Test func passwordsThatWereForOnePortAreForAny() async throws {
        try await withNode { directory in
            try await withPostgres(directory) { _, _ in }
            let text = try #require(try PrivateFile.read(directory.passFile))
            try PrivateFile.write(text.replacing("*:*:*:", with: "*:5432:*:"), to: directory.passFile)
            let port = try freePort()
            let first = try await certificate()
            let network = ServerNetwork(host: "127.0.0.1", port: port) { first }
            let server = ManagedPostgres(directory: directory, network: network, logger: quiet)
            let address = try await server.start()
            #expect(address.port == port)
            try await #expect(ask("select 1", address).output == "1")
            #expect(try PrivateFile.read(directory.passFile) == text)
            await server.stop()
        }
    }

    @Test func anotherCertificateIsShownByTheSameServer() async throws {
        try await withNode { directory in
            let port = try freePort()
            let first = try await certificate()
            let network = ServerNetwork(host: "127.0.0.1", port: port) { first }
            let server = ManagedPostgres(directory: directory, network: network, logger: quiet)
            let address = try await server.start()
            @Sendable func shown() async throws -> String {
                let words = "echo | openssl s_client -connect 127.0.0.1:\(port) -starttls postgres 2>&1 "
                return try await run("sh", ["-c", words + "| openssl x509 -noout -fingerprint -sha256"]).output
            }
            let (pid, before) = (await server.pid, try await shown())
            #expect(before.hasPrefix("sha256 Fingerprint="))
            let second = try await certificate()
            try await server.use(second)
            let file = directory.path + "/second.pem"
            try PrivateFile.write(second.text, to: file)
            let wanted = try await run("openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]).output
            try await eventually("the second certificate") { try await shown() == wanted }
            await #expect(server.pid == pid)
            try await #expect(ask("select 1", address).output == "1")
            await server.stop()

            // It is known at the next start, whatever became of the server's own file.
            try PrivateFile.write("nothing", to: directory.postgres + "/server.pem", mode: 0o644)
            let next = ManagedPostgres(directory: directory, network: network, logger: quiet)
            _ = try await next.start()
            #expect(try await shown() == wanted)
            await next.stop()

            // Without a listener nobody is there.
            try await withPostgres(directory) { _, address in
                try await #expect(ask("show ssl", address).output == "off")
                try await #expect(ask("show hba_file", address, user: "postgres").output.hasSuffix("/data/pg_hba.conf"))
                #expect(!(try await shown()).contains("Fingerprint"))
            }
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await withNode { directory in
            let port = try freePort()
            let occupied = OccupiedPort(port)
            let first = try await certificate()
            let network = ServerNetwork(host: "127.0.0.1", port: port) { first }
            let server = ManagedPostgres(directory: directory, network: network, logger: quiet)
            let error = await #expect(throws: ServiceError.self) { try await server.start() }
            #expect(error?.message.contains("Address already in use") == true, "\(String(describing: error))")
            _ = consume occupied
        }
    }

    @Test func aServerThatDiesByItselfIsStartedAgain() async throws {
        try await withNode { directory in
            try await withPostgres(directory) { server, address in
                async let kept: Void = server.run()
                let first = try #require(await server.pid)
                #expect(kill(first, SIGKILL) == 0)
                try await eventually("a new database server") {
                    guard let pid = await server.pid, pid != first else { return false }
                    return await server.probe()
                }
                try await #expect(ask("select 1", address).output == "1")
                await server.stop()
                try await kept
            }
        }
    }

    @Test func aDatabaseThatVanishesIsNotReplacedAndTheLogSaysWhatToDo() async throws {
        try await withNode { directory in
            let log = InMemoryLogHandler()
            let server = ManagedPostgres(directory: directory, logger: Logger(label: "test") { _ in log })
            @Sendable func isSaid(_ text: String) -> Bool {
                log.entries.contains { "\($0.message) \($0.metadata)".contains(text) }
            }
            let address = try await server.start()
            async let kept: Void = server.run()
            let cluster = PostgresCluster.path(in: directory)
            let away = cluster + ".away"
            let first = try #require(await server.pid)
            #expect(rename(cluster, away) == 0)
            #expect(kill(first, SIGKILL) == 0)
            try await eventually("a complaint") { isSaid("\(cluster) is gone: put it back") }
            #expect(FileStatus(cluster) == nil)
            #expect(rename(away, cluster) == 0)
            try await eventually("a server with the database of before") { await server.probe() }
            try await #expect(ask("select 1", address).output == "1")
            #expect(isSaid("a server runs again"))
            await server.stop()
            try await kept
        }
    }

    @Test func theServerOfAKilledPredecessorIsStoppedFirst() async throws {
        try await withNode { directory in
            let predecessor = ManagedPostgres(directory: directory, logger: quiet)
            _ = try await predecessor.start()
            let old = try #require(await predecessor.pid)
            try await withPostgres(directory) { server, address in
                #expect(ProcessRecord(pid: old) == nil)
                await #expect(server.pid != old)
                try await #expect(ask("select 1", address).output == "1")
            }
            await predecessor.stop()
        }
    }

    @Test func aPredecessorIsFoundWithoutOurOwnPidFile() async throws {
        try await withNode { directory in
            let predecessor = ManagedPostgres(directory: directory, logger: quiet)
            _ = try await predecessor.start()
            try FileManager.default.removeItem(atPath: directory.pidFile(of: "postgres"))
            try await withPostgres(directory) { _, address in
                try await #expect(ask("select 1", address).output == "1")
            }
            await predecessor.stop()
        }
    }

    @Test func nothingIsLeftAfterAStop() async throws {
        try await withNode { directory in
            var pid: Int32 = 0
            try await withPostgres(directory) { server, _ in pid = try #require(await server.pid) }
            #expect(ProcessRecord(pid: pid) == nil)
            #expect(FileStatus(directory.pidFile(of: "postgres")) == nil)
            #expect(FileStatus(PostgresCluster.path(in: directory) + "/postmaster.pid") == nil)
        }
    }

    @Test func aLongPathMovesTheSocketToTheTemporaryDirectory() async throws {
        let parent = "/tmp/bs-" + String(repeating: "long", count: 25)
        defer { rmdir(parent) }
        try await withNode(below: parent) { directory in
            var host = ""
            try await withPostgres(directory) { _, address in
                host = address.host
                #expect(address.host.hasPrefix(SocketDirectory.temporaryDirectory() + "/bigskies-"))
                #expect(FileStatus(address.host)?.mode == 0o700)
                try await #expect(ask("select 1", address).output == "1")
            }
            #expect(FileStatus(host) == nil)
        }
    }

    @Test func aDirectoryOfAnotherVersionNamesThePackage() async throws {
        try await withNode { directory in
            let cluster = PostgresCluster.path(in: directory)
            try FileManager.default.createDirectory(atPath: cluster, withIntermediateDirectories: true)
            try PrivateFile.write("9\n", to: cluster + "/PG_VERSION")
            let server = ManagedPostgres(directory: directory, logger: quiet)
            let error = await #expect(throws: ServiceError.self) { try await server.start() }
            #expect(error?.code == .invalidState)
            #expect(error?.message.contains("apt-get install postgresql-9") == true)
        }
    }

    @Test func anInterruptedFirstStartIsRepeated() async throws {
        try await withNode { directory in
            let draft = PostgresCluster.path(in: directory) + ".new"
            let user = try SystemUser.forServer(account: "postgres", package: "postgresql")
            try directory.makeDirectory(directory.postgres, owner: user, mode: 0o700)
            try directory.makeDirectory(draft, owner: user, mode: 0o700)
            try PrivateFile.write("half", to: draft + "/PG_VERSION", owner: user)
            try await withPostgres(directory) { _, address in
                try await #expect(ask("select 1", address).output == "1")
            }
        }
    }

    @Test func aMissingServerNamesThePackage() async throws {
        try await withNode { directory in
            let server = ManagedPostgres(directory: directory, logger: quiet) { [] }
            let error = await #expect(throws: ServiceError.self) { try await server.start() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("apt-get install postgresql") == true)
        }
    }

    private func certificate() async throws -> ServerCertificate {
        let words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        let made = try await run(
            "openssl", words.split(separator: " ").map(String.init) + ["-keyout", "-", "-out", "-"])
        return ServerCertificate(text: made.output + "\n")
    }
}
