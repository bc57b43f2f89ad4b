import Glibc
import Kernel
import Subprocess

/// A real `bigskies simulate` in a process of its own, which ends with the test process.
public actor SimulatorProcess {
    private struct Ready {
        let pid: pid_t
        let port: Int
    }

    private let task: Task<Void, Never>
    private let ready: Ready
    private var isRunning = true

    private init(ready: Ready, task: Task<Void, Never>) {
        self.ready = ready
        self.task = task
    }

    /// Starts a simulated observatory on a free port, without discovery.
    ///
    /// - Parameter options: More of the command line, such as `--speed 20`.
    /// - Returns: The observatory, ready.
    /// - Throws: `ServiceError` with what it said when it ends, or is not ready in time.
    public static func started(_ options: String = "") async throws -> SimulatorProcess {
        let (ready, readiness) = AsyncThrowingStream<Ready, any Error>.makeStream()
        let own = [try Program.bigskies(), "simulate", "--port", "0", "--no-discovery"]
        // The kernel kills it when the thread that started it ends, which Subprocess keeps for the life of the process.
        let words =
            Program.cleared([:]) + ["setpriv", "--pdeathsig", "KILL"] + own
            + options.split(separator: " ").map(String.init)
        let task = Task {
            do {
                let result = try await Subprocess.run(
                    .name("env"), arguments: Arguments(words), input: .none, output: .sequence,
                    error: .string(limit: 1 << 20)
                ) { execution in
                    for try await line in execution.standardOutput.strings() {
                        guard let place = line.firstRange(of: "127.0.0.1:") else { continue }
                        let digits = line[place.upperBound...].prefix { $0.isNumber }
                        readiness.yield(Ready(pid: execution.processIdentifier.value, port: Int(digits) ?? 0))
                    }
                }
                let said = result.standardError.suffix(2000)
                readiness.finish(throwing: ServiceError(.unavailable, "the simulator ended: \(said)"))
            } catch {
                readiness.finish(throwing: error)
            }
        }
        let first = try await withDeadline(.seconds(60), "the start of the simulator") {
            for try await first in ready { return first }
            throw ServiceError(.unavailable, "the simulator was not ready")
        }
        return SimulatorProcess(ready: first, task: task)
    }

    /// Where it listens, on this machine.
    public nonisolated var address: String { "127.0.0.1:\(ready.port)" }
    /// The address to attach devices of.
    public nonisolated var url: String { "http://\(address)" }

    /// Ends it at once, as a power cut does.
    public func stop() async {
        guard isRunning else { return }
        isRunning = false
        kill(ready.pid, SIGKILL)
        await task.value
    }

    /// Makes it hang with its sockets open.
    public func pause() {
        if isRunning { kill(ready.pid, SIGSTOP) }
    }

    /// Lets a paused one go on.
    public func resume() {
        if isRunning { kill(ready.pid, SIGCONT) }
    }
}
