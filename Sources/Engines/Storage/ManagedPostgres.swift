import Glibc
public import Kernel
public import Logging
import Subprocess

/// The node's own PostgreSQL: made at the first start, stopped with the node.
///
/// It is reachable over a socket and, when it is told to listen for other machines, there too: encrypted only.
public final class ManagedPostgres: Sendable {
    private let directory: DataDirectory
    private let network: ServerNetwork?
    private let server: ManagedServer

    /// Describes the server of a data directory that is prepared and locked; nothing is started yet.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - network: The listener for other machines, if there is one.
    ///   - logger: Is told what the server says, and its failures.
    ///   - time: The clock of the waits.
    public convenience init(
        directory: DataDirectory, network: ServerNetwork? = nil, logger: Logger, time: TimeSource = .system
    ) {
        self.init(directory: directory, network: network, logger: logger, time: time) {
            await PostgresInstallation.installed()
        }
    }

    init(
        directory: DataDirectory, network: ServerNetwork? = nil, logger: Logger, time: TimeSource = .system,
        installed: @escaping @Sendable () async -> [PostgresInstallation]
    ) {
        self.directory = directory
        self.network = network
        let pidFile = directory.pidFile(of: "postgres")
        let cluster = PostgresCluster.path(in: directory)
        let plan = ManagedServer.Plan(
            name: "database server", pidFile: pidFile,
            prepare: { try await Self.prepare(directory, logger: logger, time: time, installed: installed) },
            command: { try await Self.command(directory, network, installed: installed) },
            // The line comes before the files are read; connections that were made before keep what they have.
            words: ChildProcess.Words(isReload: { $0.hasSuffix("received SIGHUP, reloading configuration files") }),
            isReady: { Self.isReady($0, in: cluster) },
            // After a crash the server replays its log before it answers.
            patience: .seconds(120))
        server = ManagedServer(plan, logger: logger, time: time)
    }

    /// Starts the server and returns when it accepts connections; the first start makes the database.
    ///
    /// - Returns: Where it answers.
    /// - Throws: `ServiceError` `unavailable` when a program is missing or the server does not start, `invalid_state`
    ///   when the directory was made by a version that is not installed, `forbidden` when rights are missing.
    public func start() async throws -> PostgresAddress {
        let user = try Self.user()
        let port = Self.port(network)
        let host = try SocketDirectory.make(for: directory, user: user, port: port)
        try await server.start()
        return PostgresAddress(
            host: host, port: port, database: DatabasePasswords.ownerName,
            user: DatabasePasswords.ownerName, passfile: directory.passFile)
    }

    /// Keeps the server running, with growing waits when it dies again and again; returns after `stop()`.
    public func run() async throws { try await server.run() }

    /// Shows another certificate to other machines from now on, without dropping connections.
    ///
    /// - Throws: `ServiceError` when it cannot be written or the server does not run; `CancellationError` when it was stopped.
    public func use(_ certificate: ServerCertificate) async throws {
        guard let network else { return }
        try PostgresListener(network: network, directory: directory, owner: try Self.user()).write(certificate)
        try await server.reload()
    }

    /// Stops the server: open transactions are rolled back, the files are complete when this returns.
    public func stop() async {
        await server.stop()
        // Without the user there was no server, and no directory.
        if let user = try? Self.user() { SocketDirectory.remove(for: directory, user: user, port: Self.port(network)) }
    }

    /// Whether the server runs and accepts connections.
    public func probe() async -> Bool { await server.probe() }

    /// The number of the server's process while it runs.
    public var pid: Int32? {
        get async { await server.pid }
    }

    private static func user() throws -> SystemUser {
        try SystemUser.forServer(account: "postgres", package: "postgresql")
    }

    // The server has one port for everything.
    private static func port(_ network: ServerNetwork?) -> Int { network?.port ?? SocketDirectory.usualPort }

    private static func prepare(
        _ directory: DataDirectory, logger: Logger, time: TimeSource,
        installed: @Sendable () async -> [PostgresInstallation]
    ) async throws {
        let user = try user()
        let version = try PostgresCluster.version(in: directory)
        let cluster = try await cluster(directory, version: version, installed: installed)
        try directory.checkPassage(to: directory.postgres, for: user)
        try directory.makeDirectory(directory.postgres, owner: user, mode: 0o700)
        try await stopLeftovers(of: cluster, logger: logger, time: time)
        try await cluster.prepare()
    }

    private static func command(
        _ directory: DataDirectory, _ network: ServerNetwork?, installed: @Sendable () async -> [PostgresInstallation]
    ) async throws -> ServerCommand {
        let user = try user()
        guard let version = try PostgresCluster.version(in: directory) else {
            // An empty one in its place would look like an observatory that has lost everything.
            throw ServiceError(
                .invalidState,
                "\(PostgresCluster.path(in: directory)) is gone: put it back, or restart the node to begin with an empty "
                    + "database")
        }
        let cluster = try await cluster(directory, version: version, installed: installed)
        let port = port(network)
        let sockets = try SocketDirectory.make(for: directory, user: user, port: port)
        let listener = network.map { PostgresListener(network: $0, directory: directory, owner: user) }
        try listener?.prepare()
        let parameters = (listener?.arguments ?? ["listen_addresses="]) + parameters(sockets: sockets, port: port)
        return ServerCommand(
            program: cluster.installation.server,
            arguments: ["-D", cluster.path] + parameters.flatMap { ["-c", $0] }, user: user,
            teardown: [
                // "Fast": rolls back and disconnects. Then "immediate", which leaves recovery to the next start.
                .send(signal: .interrupt, allowedDurationToNextStep: .seconds(15)),
                .send(signal: .quit, allowedDurationToNextStep: .seconds(5)),
            ])
    }

    private static func cluster(
        _ directory: DataDirectory, version: String?, installed: @Sendable () async -> [PostgresInstallation]
    ) async throws -> PostgresCluster {
        let installation = try PostgresInstallation.choose(
            forVersion: version, of: PostgresCluster.path(in: directory), from: await installed())
        return PostgresCluster(directory: directory, installation: installation, user: try user())
    }

    /// What holds whatever the configuration file says.
    private static func parameters(sockets: String, port: Int) -> [String] {
        [
            "unix_socket_directories=\(quoted(sockets))", "unix_socket_permissions=0700",
            "port=\(port)", "logging_collector=off", "log_destination=stderr", "log_line_prefix=",
            "log_min_messages=warning", "log_min_error_statement=panic", "log_error_verbosity=terse",
            // What it says is read here.
            "lc_messages=C",
            "log_checkpoints=off", "external_pid_file=",
        ]
    }

    /// The parameter is a list: a name with a comma or a space needs quotes (postgres, `SplitDirectoriesString`).
    private static func quoted(_ path: String) -> String {
        "\"" + path.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func stopLeftovers(of cluster: PostgresCluster, logger: Logger, time: TimeSource) async throws {
        // Ours names the child from its first moment, the server's own also when ours was never written.
        let files = [cluster.directory.pidFile(of: "postgres"), cluster.path + "/postmaster.pid"]
        for file in files {
            let leftover = Leftover(
                pidFile: file, program: "postgres", argument: cluster.path,
                signals: [(SIGINT, .seconds(15)), (SIGQUIT, .seconds(5))])
            if let pid = try await leftover.stop(time: time) {
                logger.notice("the database server of an earlier run was stopped", metadata: ["server.pid": "\(pid)"])
            }
        }
    }

    /// Reads what the server says about itself: `postmaster.pid` has the process number in its first line and the
    /// state in its eighth (PostgreSQL, `miscadmin.h`, `LOCK_FILE_LINE_PM_STATUS`); `pg_ctl -w` waits for the same.
    private static func isReady(_ child: ChildProcess, in cluster: String) -> Bool {
        // The file is being written while we look; the next look will find it whole.
        guard let text = try? PrivateFile.read(cluster + "/postmaster.pid") else { return false }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        return lines.count >= 8 && lines[0] == "\(child.pid)" && lines[7] == "ready"
    }
}
