import Kernel
import Subprocess
import Synchronization

/// A server that runs as our child: its process number, what it says, and its end.
final class ChildProcess: Sendable {
    /// What the lines of a server mean.
    struct Words: Sendable {
        /// It answers from now on.
        var isAnnouncement: @Sendable (String) -> Bool = { _ in false }
        /// It reads its files again before it does anything else.
        var isReload: @Sendable (String) -> Bool = { _ in false }
    }

    /// What is known so far about the process.
    private final class Record: Sendable {
        struct State {
            var lastLines: [String] = []
            var hasAnnounced = false
            var reloads = 0
            var end: String?
        }

        let state = Mutex(State())
        let words: Words

        init(_ words: Words) {
            self.words = words
        }

        func heard(_ line: String) {
            let (isAnnouncement, isReload) = (words.isAnnouncement(line), words.isReload(line))
            state.withLock { state in
                if isAnnouncement { state.hasAnnounced = true }
                if isReload { state.reloads += 1 }
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
    ///   - words: What its lines mean.
    ///   - hear: Is given each line that it writes.
    /// - Returns: The running child; it must be stopped by `stop()`.
    /// - Throws: `ServiceError` `internal` when it cannot be started.
    static func launch(
        _ command: ServerCommand, words: Words = Words(), hear: @escaping @Sendable (String) -> Void
    ) async throws -> ChildProcess {
        let record = Record(words)
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

    /// Whether it has said that it is ready.
    var hasAnnounced: Bool { record.state.withLock { $0.hasAnnounced } }

    /// How often it has said that it reads its files again.
    var reloads: Int { record.state.withLock { $0.reloads } }

    /// Ends the process with the signals of its command and returns when it is gone.
    func stop() async {
        work.cancel()
        await work.value
    }
}
