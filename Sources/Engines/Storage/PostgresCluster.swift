import FoundationEssentials
import Glibc
import Kernel
import Logging

/// The files of a database cluster: made once, then checked at every start.
struct PostgresCluster: Sendable {
    /// The node's data directory.
    let directory: DataDirectory
    /// The programs to use.
    let installation: PostgresInstallation
    /// The user of the server.
    let user: SystemUser

    /// Where the cluster is.
    var path: String { PostgresCluster.path(in: directory) }

    /// Where the cluster of a data directory is.
    static func path(in directory: DataDirectory) -> String { directory.postgres + "/data" }

    /// The major version that made the cluster; nil when there is none yet.
    static func version(in directory: DataDirectory) throws -> String? {
        let path = path(in: directory)
        guard FileStatus(path) != nil else { return nil }
        guard let version = try PrivateFile.read(path + "/PG_VERSION")?.trimmingCharacters() else {
            throw ServiceError(
                .invalidState, "\(path) is no database cluster: PG_VERSION is missing; move the directory away")
        }
        return version
    }

    /// Makes the cluster unless it is there, and its passwords unless they are known.
    func prepare() async throws {
        let text = try PrivateFile.read(directory.passFile)
        let known = text.flatMap(DatabasePasswords.init(text:))
        let exists = FileStatus(path) != nil
        if exists, let known {
            // One of an earlier version is for one port only.
            if known.text != text { try PrivateFile.write(known.text, to: directory.passFile) }
            return
        }
        let passwords = known ?? .generate()
        if exists {
            try await setPasswords(passwords, in: path, creating: false)
        } else {
            try await create(with: passwords)
        }
        try PrivateFile.write(passwords.text, to: directory.passFile)
    }

    /// Makes the cluster beside its place and moves it there complete: an interrupted start leaves no half of one.
    private func create(with passwords: DatabasePasswords) async throws {
        let draft = path + ".new"
        // What a start that was interrupted a moment ago set going may still write there.
        try await retrying(Backoff(first: .milliseconds(20), cap: .milliseconds(200)), attempts: 20) {
            try removeDraft(draft)
        }
        try await run(
            installation.initialiser,
            [
                "--pgdata", draft, "--username", DatabasePasswords.superuserName, "--encoding", "UTF8",
                "--locale", "C.UTF-8", "--lc-messages", "C", "--auth", "reject", "--data-checksums",
                "--no-instructions",
            ])
        try PrivateFile.write(Self.access, to: draft + "/pg_hba.conf", owner: user)
        let settings = try PrivateFile.read(draft + "/postgresql.conf") ?? ""
        try PrivateFile.write(settings + Self.settings, to: draft + "/postgresql.conf", owner: user)
        try await setPasswords(passwords, in: draft, creating: true)
        guard rename(draft, path) == 0 else {
            throw SystemCallError.last.service("cannot move \(draft) to \(path)", cure: "check the directory's rights")
        }
    }

    private func removeDraft(_ draft: String) throws {
        guard FileStatus(draft) != nil else { return }
        do {
            try FileManager.default.removeItem(atPath: draft)
        } catch {
            throw ServiceError(.forbidden, "cannot remove \(draft) of an interrupted start; remove it", cause: error)
        }
    }

    /// Sets the passwords without a running server: it needs none, and no password is ever an argument.
    private func setPasswords(_ passwords: DatabasePasswords, in path: String, creating: Bool) async throws {
        let owner = DatabasePasswords.ownerName
        var statements = [
            "alter role \(DatabasePasswords.superuserName) password '\(passwords.superuser)'",
            "\(creating ? "create" : "alter") role \(owner) login password '\(passwords.owner)'",
        ]
        if creating { statements.append("create database \(owner) owner \(owner)") }
        try await run(
            installation.server,
            ["--single", "-D", path, "-c", "exit_on_error=on", "-c", "log_min_error_statement=panic", "postgres"],
            input: statements.map { $0 + ";\n" }.joined())
    }

    private func run(_ program: ServerProgram, _ arguments: [String], input: String = "") async throws {
        try await ServerCommand(program: program, arguments: arguments, user: user).output(input: input)
    }

    /// Everybody with a password may connect over the socket.
    static let socketAccess = """
        local   all             all                                     scram-sha-256
        local   replication     postgres                                scram-sha-256
        """

    private static let access = """
        # Made by bigskies: passwords only, and only over the socket.
        \(socketAccess)

        """

    /// Sizes for a small observatory.
    ///
    /// They may be edited. What must not be edited is given on the command line.
    private static let settings = """

        # Added by bigskies; edit as you like.
        max_connections = 100
        shared_buffers = 32MB
        min_wal_size = 80MB
        max_wal_size = 512MB
        max_wal_senders = 2
        max_worker_processes = 4
        max_parallel_workers = 2
        autovacuum_max_workers = 2
        jit = off
        password_encryption = scram-sha-256
        timezone = 'UTC'
        log_timezone = 'UTC'

        """
}
