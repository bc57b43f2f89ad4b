import FoundationEssentials
import Glibc
import Kernel
import Subprocess
import Synchronization

/// A mosquitto on a loopback port for the tests of one process; it dies with that process.
///
/// A missing server program is an error, never a skip.
public actor MosquittoServer {
    /// What differs from an anonymous broker without rules.
    public struct Options: Sendable {
        /// The access control list.
        public var accessControl: String?
        /// Passwords by account; with any, anonymous clients are refused.
        public var accounts: [String: String] = [:]
        /// Lines after the listener's, with `{directory}` for the server's own folder.
        public var extraLines: [String] = []
        /// Files to write into the server's folder before it starts, by name.
        public var files: [String: String] = [:]

        /// An anonymous broker without rules.
        public init() {}
    }

    private struct Running {
        let pid: pid_t
        let task: Task<Void, Never>
    }

    /// Where it listens, on `127.0.0.1`; the same after a stop and a start.
    public nonisolated var port: UInt16 { chosenPort.withLock(\.self) }
    /// The folder of its files.
    public nonisolated let directory: String

    private let chosenPort = Mutex<UInt16>(0)
    private let options: Options
    private var running: Running?
    private static let common = Mutex<Task<MosquittoServer, any Error>?>(nil)

    /// Starts a server of one's own, for tests that stop it or need other rules.
    ///
    /// - Throws: `ServiceError` when it does not start.
    public init(_ options: Options = Options()) async throws {
        self.options = options
        directory = "/tmp/bsmq-" + Identifier.hex(10)
        guard mkdir(directory, 0o700) == 0 else { throw ServiceError(.internal, "cannot make \(directory)") }
        try await writeFiles()
        for _ in 1..<5 {
            chosenPort.withLock { $0 = Self.freePort() }
            // A failure may mean that somebody else took the port; the last attempt says what it was.
            if (try? await start()) != nil { return }
        }
        chosenPort.withLock { $0 = Self.freePort() }
        try await start()
    }

    isolated deinit {
        if let running { Glibc.kill(running.pid, SIGKILL) }
        // What would be left is a few small files.
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The server that all tests of this process share; never stop this one.
    public static func shared() async throws -> MosquittoServer {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task {
                let server = try await MosquittoServer()
                // It lives as long as the process, so nobody would remove its files; they are read at the start only.
                try FileManager.default.removeItem(atPath: server.directory)
                return server
            }
            start = first
            return first
        }
        return try await start.value
    }

    /// Starts it, at first or after a stop, and returns when it accepts connections.
    ///
    /// - Throws: `ServiceError` with the end of its log when it does not.
    public func start() async throws {
        guard running == nil else { return }
        let (pids, started) = AsyncThrowingStream.makeStream(of: pid_t.self)
        // The kernel kills it when the thread that started it ends, which Subprocess keeps for the life of the process.
        let arguments = ["--pdeathsig", "KILL", "/usr/sbin/mosquitto", "-c", "\(directory)/mosquitto.conf"]
        try writeConfiguration()
        let task = Task {
            do {
                _ = try await Subprocess.run(
                    .name("setpriv"), arguments: Arguments(arguments), input: .none,
                    output: .discarded, error: .discarded
                ) { execution in
                    started.yield(execution.processIdentifier.value)
                }
                started.finish()
            } catch {
                started.finish(throwing: error)
            }
        }
        guard let pid = try await pids.first(where: { _ in true }) else {
            throw ServiceError(.unavailable, "mosquitto did not start")
        }
        running = Running(pid: pid, task: task)
        for _ in 0..<1000 {
            if accepts() { return }
            guard Glibc.kill(pid, 0) == 0 else { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        await end(SIGKILL)
        // Without a log there is nothing to add.
        let log = (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)) ?? "no log"
        throw ServiceError(.unavailable, "mosquitto did not start: \(log.suffix(500))")
    }

    /// Stops it as a service manager would.
    public func stop() async { await end(SIGTERM) }

    /// Kills it.
    public func kill() async { await end(SIGKILL) }

    /// Makes it hang with its sockets open.
    public func pause() { signal(SIGSTOP) }

    /// Lets a paused server go on.
    public func resume() { signal(SIGCONT) }

    /// Makes it read its accounts, rules and certificates again.
    public func reload() { signal(SIGHUP) }

    private func signal(_ number: Int32) {
        if let running { Glibc.kill(running.pid, number) }
    }

    private func end(_ number: Int32) async {
        guard let ended = running else { return }
        running = nil
        Glibc.kill(ended.pid, number)
        // A SIGTERM at the moment of readiness is lost in about half of the starts.
        let repetition = Task {
            try await Task.sleep(for: .milliseconds(500))
            Glibc.kill(ended.pid, number)
            try await Task.sleep(for: .seconds(2))
            Glibc.kill(ended.pid, SIGKILL)
        }
        await ended.task.value
        repetition.cancel()
    }

    private func writeFiles() async throws {
        for (name, text) in options.files { try write(text, to: name) }
        if let rules = options.accessControl { try write(rules, to: "acl") }
        guard !options.accounts.isEmpty else { return }
        try write("", to: "passwords")
        for (name, password) in options.accounts {
            let result = try await Subprocess.run(
                .name("mosquitto_passwd"), arguments: ["-b", "\(directory)/passwords", name, password],
                output: .discarded, error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                throw ServiceError(.internal, "mosquitto_passwd failed: \(result.standardError)")
            }
        }
    }

    private func writeConfiguration() throws {
        var lines = ["listener \(port) 127.0.0.1", "allow_anonymous \(options.accounts.isEmpty)"]
        if options.accessControl != nil { lines.append("acl_file \(directory)/acl") }
        if !options.accounts.isEmpty { lines.append("password_file \(directory)/passwords") }
        lines += options.extraLines.map { $0.replacing("{directory}", with: directory) }
        // As root it would become its own user, who cannot read this folder.
        if geteuid() == 0 { lines.append("user root") }
        lines += ["set_tcp_nodelay true", "max_queued_messages 100000", "log_dest file \(directory)/log"]
        try write(lines.joined(separator: "\n") + "\n", to: "mosquitto.conf")
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
    }

    private func accepts() -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return Self.withLoopback(port) { connect(descriptor, $0, $1) } == 0
    }

    /// A port of the loopback interface that is free now; 0 when there is none.
    public static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard withLoopback(0, { bind(descriptor, $0, $1) }) == 0 else { return 0 }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
        }
        return found == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    private static func withLoopback(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafeBytes(of: address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { body($0.baseAddress, socklen_t(bytes.count)) }
        }
    }
}
