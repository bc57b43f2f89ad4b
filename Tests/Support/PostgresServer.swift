import FoundationEssentials
import Glibc
import Kernel
import Subprocess
import Synchronization

/// A throw-away PostgreSQL: a unix socket in a short temporary directory, no TCP, gone with the test process.
///
/// A missing server program is an error, never a skip.
public final class PostgresServer: Sendable {
    /// The directory of the socket; the port is 5432.
    public var socketDirectory: String { directory }
    /// The superuser, who logs in without a password.
    public static let user = "bigskies"

    private let directory: String
    private let programs: String
    private let listener: Listener?
    private let isDurable: Bool
    private let guardian: Task<Void, any Error>
    private let release: AsyncStream<Void>.Continuation
    private static let common = Mutex<Task<PostgresServer, any Error>?>(nil)

    /// How a server is reached from other machines: encrypted, on port 5432, with a password.
    private struct Listener {
        let address: String
        let password: String
    }

    private init(directory: String, programs: String, listener: Listener?, isDurable: Bool) {
        self.directory = directory
        self.programs = programs
        self.listener = listener
        self.isDurable = isDurable
        (guardian, release) = Self.guarding(directory: directory, programs: programs)
    }

    /// The server that all tests of this process share; never stop this one.
    public static func shared() async throws -> PostgresServer {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task { try await PostgresServer.started() }
            start = first
            return first
        }
        return try await start.value
    }

    /// A server of one's own, for tests that stop it.
    ///
    /// - Parameter isDurable: Whether a commit waits for the disk; tests do not need that, and are faster without.
    /// - Returns: The server, ready.
    /// - Throws: `ServiceError` when it does not start.
    public static func started(isDurable: Bool = false) async throws -> PostgresServer {
        try await started(listener: nil, isDurable: isDurable)
    }

    /// A server of one's own that other machines reach at an address, encrypted, with `networkPassword`.
    public static func started(at address: String) async throws -> PostgresServer {
        try await started(listener: Listener(address: address, password: Identifier.hex(32)), isDurable: false)
    }

    /// The password of the superuser over the network; nil for a server that listens to this machine only.
    public var networkPassword: String? { listener?.password }
    /// What the certificate that it shows over the network is checked against.
    public var authorityFile: String { "\(directory)/server.pem" }

    private static func started(listener: Listener?, isDurable: Bool) async throws -> PostgresServer {
        let programs = try installedPrograms()
        let directory = try temporaryDirectory()
        let server = PostgresServer(
            directory: directory, programs: programs, listener: listener, isDurable: isDurable)
        try await server.run(
            "initdb",
            ["-D", "\(directory)/data", "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        if let listener { try await server.prepare(listener) }
        try await server.start()
        if let listener {
            try await server.psql("postgres", "alter role \(user) password '\(listener.password)'")
        }
        return server
    }

    /// Makes a certificate for the address, and lets those in who know the password.
    private func prepare(_ listener: Listener) async throws {
        try await run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=database", "-addext", "subjectAltName=IP:\(listener.address)",
                "-keyout", "\(directory)/server.key", "-out", authorityFile,
            ])
        let rules = URL(filePath: "\(directory)/data/pg_hba.conf")
        // Not by a rename: the file must stay its user's.
        try (Data(contentsOf: rules) + Data("hostssl all all all scram-sha-256\n".utf8)).write(to: rules)
    }

    /// Starts the server again after `stop()`.
    public func start() async throws {
        var settings = [
            "-k \(directory)", "-c listen_addresses=\(listener?.address ?? "")",
            "-c fsync=\(isDurable ? "on" : "off")", "-c max_connections=200", "-c unix_socket_permissions=0777",
        ]
        if listener != nil {
            settings += ["-c ssl=on", "-c ssl_cert_file=\(authorityFile)", "-c ssl_key_file=\(directory)/server.key"]
        }
        try await run(
            "pg_ctl",
            [
                "-D", "\(directory)/data", "-w", "-t", "30", "-l", "\(directory)/log", "-o",
                settings.joined(separator: " "), "start",
            ])
    }

    /// Stops the server: `fast` ends the sessions, `immediate` is a crash.
    public func stop(mode: String = "fast") async throws {
        try await run("pg_ctl", ["-D", "\(directory)/data", "-w", "-t", "30", "-m", mode, "stop"])
    }

    /// Everything that the server wrote to its log.
    public func log() throws -> String { try String(contentsOfFile: "\(directory)/log", encoding: .utf8) }

    /// Makes the server and its sessions hang with their sockets open.
    public func pause() throws { try signal(SIGSTOP) }

    /// Lets a paused server go on.
    public func resume() throws { try signal(SIGCONT) }

    /// Sends a signal to the server's process and to those of its sessions, which lead groups of their own.
    private func signal(_ number: Int32) throws {
        let file = try String(contentsOfFile: "\(directory)/data/postmaster.pid", encoding: .utf8)
        guard let main = file.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
            throw ServiceError(.internal, "no process in postmaster.pid")
        }
        let children = try String(contentsOfFile: "/proc/\(main)/task/\(main)/children", encoding: .utf8)
        for process in [main] + children.split(separator: " ").compactMap({ pid_t($0) }) { kill(process, number) }
    }

    /// Stops the server for good and removes its files.
    public func remove() async {
        release.finish()
        // What it could not stop was stopped before.
        _ = try? await guardian.value
    }

    /// Makes a fresh, empty database, or a copy of another.
    public func database(template: String = "template1") async throws -> TestDatabase {
        let name = "test_" + Identifier.hex(12)
        _ = try await psql("postgres", "create database \(name) template \(template)")
        return TestDatabase(server: self, name: name)
    }

    /// Runs statements with the `psql` program and returns what it prints, unaligned and without headers.
    @discardableResult
    public func psql(_ database: String, _ sql: String) async throws -> String {
        try await run(
            "psql",
            [
                "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", directory, "-U", Self.user, "-d", database, "-c",
                sql,
            ])
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        let path = program.hasPrefix("/") ? program : "\(programs)/\(program)"
        let command = Self.command(path, in: directory, arguments)
        let record = try await Subprocess.run(
            .name("env"), arguments: Arguments(command), output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 20))
        guard record.terminationStatus.isSuccess else {
            throw ServiceError(.internal, "\(program) failed: \(record.standardError) \(record.standardOutput)")
        }
        return record.standardOutput.trimmed
    }

    /// The arguments of `env`; as root the programs run as `postgres`, because the server refuses to be root.
    private static func command(_ path: String, in directory: String, _ arguments: [String]) -> [String] {
        let user = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
        return ["-C", directory] + user + [path] + arguments
    }

    /// A shell that waits on a pipe to this process: its end, however it comes, stops the server.
    private static func guarding(directory: String, programs: String) -> (
        Task<Void, any Error>, AsyncStream<Void>.Continuation
    ) {
        let script = """
            trap '' INT TERM HUP
            cat >/dev/null
            env "$@" -D "$0/data" -m immediate stop >/dev/null 2>&1
            rm -rf "$0"
            """
        let arguments = ["-c", script, directory] + command("\(programs)/pg_ctl", in: directory, [])
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            _ = try await Subprocess.run(
                .name("sh"), arguments: Arguments(arguments), input: .inputWriter, output: .discarded,
                error: .discarded
            ) { execution in
                // Until it is released, or until this process ends and the pipe with it.
                for await _ in released {}
                try await execution.standardInputWriter.finish()
            }
        }
        return (task, release)
    }

    private static func installedPrograms() throws -> String {
        let root = "/usr/lib/postgresql"
        // No such directory means no versions there.
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
        let installed = versions.sorted(by: >).map { "\(root)/\($0)/bin" } + ["/usr/local/pgsql/bin", "/usr/bin"]
        guard let found = installed.first(where: { access("\($0)/initdb", X_OK) == 0 }) else {
            throw ServiceError(.unavailable, "no PostgreSQL server program (initdb): install postgresql")
        }
        return found
    }

    private static func temporaryDirectory() throws -> String {
        let path = "/tmp/bspg-" + Identifier.hex(8)
        guard mkdir(path, 0o700) == 0 else { throw ServiceError(.internal, "cannot make \(path)") }
        guard geteuid() == 0 else { return path }
        guard let user = getpwnam("postgres") else {
            throw ServiceError(.unavailable, "no user postgres to run the server as")
        }
        guard chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
            throw ServiceError(.internal, "cannot give \(path) to postgres")
        }
        return path
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
