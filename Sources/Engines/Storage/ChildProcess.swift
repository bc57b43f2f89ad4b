import Kernel
import Subprocess
import Synchronization

/// A server that runs as our child: its process number, what it says, and its end.
final class ChildProcess: Sendable {
    /// What is known so far about the process.
    private final class Record: Sendable {
        struct State {
            var lastLines: [String] = []
            var firstLines: [String] = []
            var end: String?
        }

        let state = Mutex(State())

        func heard(_ line: String) {
            state.withLock { state in
                if state.firstLines.count < 50 { state.firstLines.append(line) }
                state.lastLines.append(line)
                if state.lastLines.count > 20 { state.lastLines.removeFirst() }
            }
        }
    }

    /// The process number.
    let pid: Int32
    /// Finishes when the process has ended; for one listener.
    let ended: AsyncStream<Never>

    private let record: Record
    private let work: Task<Void, Never>

    private init(pid: Int32, ended: AsyncStream<Never>, record: Record, work: Task<Void, Never>) {
        self.pid = pid
        self.ended = ended
        self.record = record
        self.work = work
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: The program and how to end it.
    ///   - hear: Is given each line that it writes.
    /// - Returns: The running child; it must be stopped by `stop()`.
    /// - Throws: `ServiceError` `internal` when it cannot be started.
    static func launch(
        _ command: ServerCommand, hear: @escaping @Sendable (String) -> Void
    ) async throws -> ChildProcess {
        let record = Record()
        let (ended, end) = AsyncStream<Never>.makeStream()
        let (started, start) = AsyncThrowingStream<Int32, any Error>.makeStream()
        // A boundary: the child lives longer than the call that starts it. `stop()` cancels and awaits the task.
        let work = Task {
            do {
                let result = try await Subprocess.run(
                    command.configuration, input: .none, output: .sequence, error: .combinedWithOutput
                ) { execution in
                    start.yield(execution.processIdentifier.value)
                    var splitter = LineSplitter()
                    for try await buffer in execution.standardOutput {
                        for line in buffer.withUnsafeBytes({ splitter.lines(in: $0) }) {
                            record.heard(line)
                            hear(line)
                        }
                    }
                }
                record.state.withLock { $0.end = "\(result.terminationStatus)" }
            } catch {
                record.state.withLock { $0.end = "stopped" }
                start.finish(throwing: error)
            }
            start.finish()
            end.finish()
        }
        do {
            for try await pid in started {
                return ChildProcess(pid: pid, ended: ended, record: record, work: work)
            }
        } catch {
            throw ServiceError(.internal, "\(command.program.path) could not be started", cause: error)
        }
        work.cancel()
        await work.value
        throw CancellationError()
    }

    /// How the process ended, or nil while it runs.
    var end: String? { record.state.withLock { $0.end } }

    /// What it wrote last, oldest first.
    var lastLines: [String] { record.state.withLock { $0.lastLines } }

    /// Whether one of its first lines is such a one.
    func hasSaid(_ isSuch: (String) -> Bool) -> Bool {
        record.state.withLock { $0.firstLines.contains(where: isSuch) }
    }

    /// Ends the process with the signals of its command and returns when it is gone.
    func stop() async {
        work.cancel()
        await work.value
    }
}
