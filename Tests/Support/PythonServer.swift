import Glibc
import Kernel
import Subprocess

/// A server written in Python that runs beside a test: it says `READY port` on its output and ends with the test.
public actor PythonServer {
    private struct Ready {
        let pid: pid_t
        let port: Int
    }

    private struct Running {
        let pid: pid_t
        let task: Task<Void, Never>
    }

    // The end of standard input is the end of the test process, however that came about.
    private static let lifeline = """
        import os, sys, threading
        def _watch():
            sys.stdin.buffer.read()
            os._exit(0)
        threading.Thread(target=_watch, daemon=True).start()

        """

    private let python: String
    private let script: String
    private let arguments: [String]
    private var running: Running?
    private var knownPort = 0

    /// Prepares a server.
    ///
    /// The script gets the port to listen on as its first argument, 0 for any, then the others.
    public init(python: String = "python3", script: String, arguments: [String] = []) {
        self.python = python
        self.script = script
        self.arguments = arguments
    }

    /// The port of the server, the same after a stop and a start.
    public var port: Int { knownPort }

    /// Starts the server and waits until it is ready.
    ///
    /// - Throws: `ServiceError` when it ends or says nothing for a minute.
    public func start() async throws {
        guard running == nil else { return }
        let (ready, readiness) = AsyncThrowingStream<Ready, any Error>.makeStream()
        let words = [python, "-c", Self.lifeline + script, String(knownPort)] + arguments
        let task = Task {
            do {
                let result = try await Subprocess.run(
                    .name("env"), arguments: Arguments(words), input: .inputWriter, output: .sequence,
                    error: .string(limit: 1 << 20)
                ) { execution in
                    for try await line in execution.standardOutput.strings() where line.hasPrefix("READY ") {
                        let digits = line.dropFirst(6).prefix { $0.isNumber }
                        readiness.yield(Ready(pid: execution.processIdentifier.value, port: Int(digits) ?? 0))
                    }
                }
                let said = result.standardError.suffix(2000)
                readiness.finish(throwing: ServiceError(.unavailable, "the server ended: \(said)"))
            } catch {
                readiness.finish(throwing: error)
            }
        }
        let started = try await withDeadline(.seconds(60), "the start of the server") {
            for try await started in ready { return started }
            throw ServiceError(.unavailable, "the server was not ready")
        }
        knownPort = started.port
        running = Running(pid: started.pid, task: task)
    }

    /// Ends the server at once and waits until it is gone.
    public func stop() async {
        guard let ended = running else { return }
        running = nil
        kill(ended.pid, SIGKILL)
        await ended.task.value
    }

    /// Makes the server hang with its sockets open.
    public func pause() {
        if let running { kill(running.pid, SIGSTOP) }
    }

    /// Lets a paused server go on.
    public func resume() {
        if let running { kill(running.pid, SIGCONT) }
    }
}
