import Glibc
public import Kernel
public import Logging
import Subprocess

/// The node's own PostgreSQL: made at the first start, reachable over a socket only, stopped with the node.
public final class ManagedPostgres: Sendable {
    private let directory: DataDirectory
    private let server: ManagedServer

    /// Describes the server of a data directory that is prepared and locked; nothing is started yet.
    public convenience init(directory: DataDirectory, logger: Logger, time: TimeSource = .system) {
        self.init(directory: directory, logger: logger, time: time) { await PostgresInstallation.installed() }
    }

    init(
        directory: DataDirectory, logger: Logger, time: TimeSource = .system,
        installed: @escaping @Sendable () async -> [PostgresInstallation]
    ) {
        self.directory = directory
        let pidFile = directory.pidFile(of: "postgres")
        let cluster = PostgresCluster.path(in: directory)
        let plan = ManagedServer.Plan(
            name: "database server", pidFile: pidFile,
            command: { try await Self.command(directory, logger: logger, time: time, installed: installed) },
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
        let host = try SocketDirectory.make(for: directory, user: user)
        try await server.start()
        return PostgresAddress(
            host: host, port: SocketDirectory.port, database: DatabasePasswords.ownerName,
            user: DatabasePasswords.ownerName, passfile: directory.passFile)
    }

    /// Keeps the server running, with growing waits when it dies again and again; returns after `stop()`.
    public func run() async throws { try await server.run() }

    /// Stops the server: open transactions are rolled back, the files are complete when this returns.
    public func stop() async {
        await server.stop()
        // Without the user there was no server, and no directory.
        if let user = try? Self.user() { SocketDirectory.remove(for: directory, user: user) }
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

    private static func command(
        _ directory: DataDirectory, logger: Logger, time: TimeSource,
        installed: @Sendable () async -> [PostgresInstallation]
    ) async throws -> ServerCommand {
        let installation = try PostgresInstallation.choose(
            forVersion: try PostgresCluster.version(in: directory), of: PostgresCluster.path(in: directory),
            from: await installed())
        let user = try user()
        try directory.checkPassage(to: directory.postgres, for: user)
        try directory.makeDirectory(directory.postgres, owner: user, mode: 0o700)
        let sockets = try SocketDirectory.make(for: directory, user: user)
        let cluster = PostgresCluster(directory: directory, installation: installation, user: user)
        try await stopLeftovers(of: cluster, logger: logger, time: time)
        try await cluster.prepare()
        return ServerCommand(
            program: installation.server,
            arguments: ["-D", cluster.path] + arguments(sockets: sockets), user: user,
            teardown: [
                // "Fast": rolls back and disconnects. Then "immediate", which leaves recovery to the next start.
                .send(signal: .interrupt, allowedDurationToNextStep: .seconds(15)),
                .send(signal: .quit, allowedDurationToNextStep: .seconds(5)),
            ])
    }

    /// What holds whatever the configuration file says.
    private static func arguments(sockets: String) -> [String] {
        [
            "listen_addresses=", "unix_socket_directories=\(quoted(sockets))", "unix_socket_permissions=0700",
            "port=\(SocketDirectory.port)", "logging_collector=off", "log_destination=stderr", "log_line_prefix=",
            "log_min_messages=warning", "log_min_error_statement=panic", "log_error_verbosity=terse",
            "log_checkpoints=off", "external_pid_file=",
        ].flatMap { ["-c", $0] }
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
