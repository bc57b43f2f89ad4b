import FoundationEssentials
import Glibc
import Kernel
import Subprocess

/// A real `bigskies` in a process of its own, with a data directory of its own; it ends with the test process.
public actor NodeProcess {
    private struct Running {
        let pid: pid_t
        let end: Task<Int32, any Error>
    }

    /// Its data directory.
    public nonisolated let directory: String
    private let folder: TemporaryFolder
    private let arguments: [String]
    /// The variables that it is given.
    public let environment: [String: String]
    private let inside: [String]
    private let program: String?
    private var running: Running?
    private var known: NodeRecord?

    /// Prepares a node; `start()` starts it.
    ///
    /// - Parameters:
    ///   - arguments: What follows `bigskies`, without the data directory; `run --all` when empty.
    ///   - configuration: The text of its configuration file; none when nil.
    ///   - files: Files for its folder, by name, each of mode 0600; `{folder}` in the configuration names the folder.
    ///   - environment: Variables to set.
    ///   - directory: The data directory; a fresh one when nil.
    ///   - inside: A program and its arguments that the node is given to, such as `ip netns exec NAME`.
    ///   - program: The program; the one that was built together with the tests when nil.
    /// - Throws: `ServiceError` when its folder cannot be made.
    public init(
        _ arguments: String = "run --all", configuration: String? = nil, files: [String: String] = [:],
        environment: [String: String] = [:], directory: String? = nil, inside: [String] = [], program: String? = nil
    ) throws {
        folder = try TemporaryFolder("bsn")
        self.directory = directory ?? folder.path + "/data"
        var words = arguments.split(separator: " ").map(String.init) + ["--data-dir", self.directory]
        for (name, text) in files { try Self.write(text, to: "\(folder.path)/\(name)") }
        if let configuration {
            let file = folder.path + "/bootstrap.yaml"
            try Self.write(configuration.replacing("{folder}", with: folder.path), to: file)
            words += ["--config", file]
        }
        self.arguments = words
        self.environment = environment
        self.inside = inside
        self.program = program
    }

    /// Starts a node with all coordinators and its own servers, and waits until it is ready.
    public static func started(
        _ arguments: String = "run --all", configuration: String? = nil, files: [String: String] = [:],
        environment: [String: String] = [:]
    ) async throws -> NodeProcess {
        let node = try NodeProcess(
            arguments, configuration: configuration, files: files, environment: environment)
        try await node.start()
        return node
    }

    /// What the node says about itself.
    ///
    /// - Throws: `ServiceError` when it was not started.
    public var record: NodeRecord {
        get throws {
            guard let known else { throw ServiceError(.invalidState, "the node was not started") }
            return known
        }
    }

    /// The process number.
    public var pid: Int32? { running?.pid }

    /// Everything that it wrote to its outputs.
    public nonisolated var log: String {
        // Before the first start there is no file.
        (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
    }

    /// A path in the node's folder, beside its data directory.
    public nonisolated func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// The password of the first administrator.
    public nonisolated func adminPassword() throws -> String {
        let text = try String(contentsOfFile: directory + "/secrets/admin-password", encoding: .utf8)
        return String(text.prefix { !$0.isNewline })
    }

    /// Starts it and waits until it is ready.
    ///
    /// - Returns: What it says about itself.
    /// - Throws: `ServiceError` with the end of its log when it ends, or is not ready in time.
    @discardableResult
    public func start(within limit: Duration = .seconds(60)) async throws -> NodeRecord {
        let pid = try await launch()
        let end = ContinuousClock.now + limit
        let file = directory + "/run/node.json"
        while ContinuousClock.now < end {
            // The file comes by rename, so it is whole; one of a predecessor has another process number.
            if let bytes = FileManager.default.contents(atPath: file),
                let record = try? WireJSON.decode(NodeRecord.self, from: bytes), record.pid == pid
            {
                known = record
                return record
            }
            guard Glibc.kill(pid, 0) == 0 else { break }
            // Another process writes it; the kernel could tell, but the node's end would have to be awaited as well.
            try await Task.sleep(for: .milliseconds(5))
        }
        throw ServiceError(.unavailable, "the node was not ready: \(log.suffix(3000))")
    }

    /// Starts it without waiting.
    ///
    /// - Returns: The process number.
    @discardableResult
    public func launch() async throws -> Int32 {
        if let running { return running.pid }
        let script = "exec >>\"$0\" 2>&1; exec \"$@\""
        let words = inside + ["env"] + Program.cleared(environment) + [try program ?? Program.bigskies()] + arguments
        let shell = ["-c", script, logFile] + words
        let (pids, started) = AsyncThrowingStream.makeStream(of: pid_t.self)
        let end = Task {
            do {
                let result = try await Subprocess.run(
                    .name("sh"), arguments: Arguments(shell), input: .none, output: .discarded, error: .discarded
                ) { execution in
                    started.yield(execution.processIdentifier.value)
                }
                started.finish()
                return result.terminationStatus.number
            } catch {
                started.finish(throwing: error)
                throw error
            }
        }
        guard let pid = try await pids.first(where: { _ in true }) else {
            throw ServiceError(.unavailable, "the node did not start")
        }
        running = Running(pid: pid, end: end)
        return pid
    }

    /// Waits for its end.
    ///
    /// - Returns: The exit code, or the negated number of the signal that ended it.
    /// - Throws: `timeout`.
    public func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        guard let running else { throw ServiceError(.invalidState, "the node does not run") }
        let status = try await withDeadline(limit, "the end of the node") { try await running.end.value }
        self.running = nil
        return status
    }

    /// Runs it to its end.
    public func run(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await launch()
        return try await end(within: limit)
    }

    /// Asks it to stop, as a service manager does, and waits for its end.
    @discardableResult
    public func terminate() async throws -> Int32 {
        signal(SIGTERM)
        return try await end()
    }

    /// Kills it, as a power cut does, and waits until it is gone; its servers go on.
    public func kill() async throws {
        signal(SIGKILL)
        _ = try await end()
    }

    /// Sends it a signal.
    public func signal(_ number: Int32) {
        if let running { Glibc.kill(running.pid, number) }
    }

    /// Stops what is left of it and removes its folder.
    public func remove() async {
        if running != nil {
            signal(SIGTERM)
            // One that does not stop is killed with its folder.
            _ = try? await end(within: .seconds(20))
        }
        await folder.remove()
    }

    private nonisolated var logFile: String { folder.path + "/log" }

    private static func write(_ text: String, to path: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw ServiceError(.internal, "cannot write \(path)") }
    }
}
