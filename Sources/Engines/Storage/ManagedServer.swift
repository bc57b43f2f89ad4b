import FoundationEssentials
import Glibc
import Kernel
import Logging

/// One server kept running as a child: started until ready, started again when it dies by itself, and stopped.
actor ManagedServer {
    /// Everything that differs from server to server.
    struct Plan: Sendable {
        /// The name in logs and messages.
        var name: String
        /// The file that holds the process number while the server runs.
        var pidFile: String
        /// Makes what the server needs; called before the first start only.
        var prepare: @Sendable () async throws -> Void = {}
        /// Says how to start the server; called before every start.
        var command: @Sendable () async throws -> ServerCommand
        /// What the lines of the child mean.
        var words = ChildProcess.Words()
        /// Whether the child answers by now.
        var isReady: @Sendable (ChildProcess) -> Bool
        /// How long it may take until it answers.
        var patience: Duration
        /// Looks whether it is what it must be, after every start and every reload.
        var inspect: @Sendable () async throws -> Void = {}
        /// Told when it has started with what `command` prepared, at every start.
        var started: @Sendable () async throws -> Void = {}
        /// Whether one that is not, or that does not say that it read its files again, is killed.
        var endsUnlessSure = false
    }

    private enum State {
        case idle
        case starting
        case running(ChildProcess)
        case stopped
    }

    private let plan: Plan
    private let logger: Logger
    private let time: TimeSource
    private var state = State.idle
    private var isPrepared = false
    private var work: Task<Void, any Error>?
    private var looking: Task<Void, any Error>?

    init(_ plan: Plan, logger: Logger, time: TimeSource) {
        self.plan = plan
        self.logger = logger
        self.time = time
    }

    /// Starts the server and returns when it answers.
    func start() async throws {
        guard case .idle = state else {
            throw ServiceError(.invalidState, "the \(plan.name) was started before")
        }
        state = .starting
        try await attend { try await self.launch() }
    }

    /// Keeps the server running: returns after `stop()`, and only then.
    func run() async throws {
        do {
            try await attend { try await self.keepRunning() }
        } catch is CancellationError where isStopped {}
    }

    /// Stops the server and returns when it is gone; it cannot be started again.
    func stop() async {
        let before = state
        state = .stopped
        work?.cancel()
        // A launch that is cancelled ends its own child.
        _ = await work?.result
        guard case .running(let child) = before else { return }
        await child.stop()
        removePidFile()
    }

    /// Does the work in a task of its own that `stop()` can cancel, and waits for it.
    private func attend(_ operation: @escaping @Sendable () async throws -> Void) async throws {
        let work = Task { try await operation() }
        self.work = work
        try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }

    /// Has the server read its files again and looks at it.
    ///
    /// One that is being started may have read them before they were changed, so it is waited for.
    /// - Throws: Why it is not what it must be; if the plan says so it was killed then, and `run()` starts it anew.
    ///   `unavailable` when it does not run; `CancellationError` when the server was stopped.
    func reload() async throws {
        let child = try await runningChild()
        let known = child.reloads
        kill(child.pid, SIGHUP)
        try await orKill(child) {
            try await self.wait(for: "read its files again") { child.reloads > known || child.end != nil }
            try await self.look()
        }
    }

    private func runningChild() async throws -> ChildProcess {
        let deadline = time.now() + plan.patience
        while !isStopped {
            if case .running(let child) = state, child.end == nil { return child }
            guard time.now() < deadline else {
                throw ServiceError(.unavailable, "the \(plan.name) does not run")
            }
            try await time.sleep(.milliseconds(20))
        }
        throw CancellationError()
    }

    /// Looks at the server; if the plan says so, one that is not what it must be is killed, and `run()` starts it anew.
    func inspect() async throws {
        guard case .running(let child) = state, child.end == nil else { return }
        try await orKill(child) { try await self.look() }
    }

    // One after the other: whoever looks uses the same account, and of two clients with one id a broker keeps one.
    private func look() async throws {
        let before = looking
        let plan = plan
        let task = Task {
            _ = await before?.result
            try await plan.inspect()
        }
        looking = task
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func orKill(_ child: ChildProcess, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error where plan.endsUnlessSure && !(error is CancellationError) {
            // Not SIGTERM: one that lets strangers in must not do so for another moment.
            if child.end == nil { kill(child.pid, SIGKILL) }
            throw error
        }
    }

    /// Whether the server runs and answers.
    func probe() -> Bool {
        guard case .running(let child) = state else { return false }
        return child.end == nil && plan.isReady(child)
    }

    /// The process number while the server runs.
    var pid: Int32? {
        guard case .running(let child) = state else { return nil }
        return child.pid
    }

    private var isStopped: Bool {
        guard case .stopped = state else { return false }
        return true
    }

    private func keepRunning() async throws {
        var pace = RestartPace()
        while case .running(let child) = state {
            let start = time.now()
            for await _ in child.ended {}
            try Task.checkCancellation()
            guard case .running = state else { return }
            state = .starting
            let wait = pace.died(after: time.now() - start)
            if wait == .zero {
                logger.error(
                    "a server ended by itself and is started again",
                    metadata: [
                        "server.name": "\(plan.name)", "server.end": "\(child.end ?? "unknown")",
                        "server.words": "\(child.lastLines.suffix(2).joined(separator: "; "))",
                    ])
            }
            try await time.sleep(wait)
            var complaint: String?
            try await retrying(Backoff(), time: time) {
                do {
                    try await self.launch()
                } catch let error where !(error is CancellationError) {
                    // Once: it is tried again and again, and mostly for the same reason.
                    let reason = String(reflecting: error)
                    if complaint != reason {
                        logger.error(
                            "a server cannot be started",
                            metadata: ["server.name": "\(plan.name)", "error": "\(reason)"])
                    }
                    complaint = reason
                    throw error
                }
            }
            if wait == .zero || complaint != nil {
                logger.notice("a server runs again", metadata: ["server.name": "\(plan.name)"])
            }
        }
    }

    private func launch() async throws {
        var launched: ChildProcess?
        do {
            if !isPrepared { try await plan.prepare() }
            isPrepared = true
            let command = try await plan.command()
            try Task.checkCancellation()
            let name = plan.name
            let logger = logger
            let child = try await ChildProcess.launch(command, words: plan.words) { line in
                logger.debug("a server says", metadata: ["server.name": "\(name)", "server.line": "\(line)"])
            }
            launched = child
            try PrivateFile.write("\(child.pid)\n", to: plan.pidFile)
            try await waitUntilReady(child)
            try await look()
            try await plan.started()
            // Stopped while it was starting: nobody else knows this child.
            try Task.checkCancellation()
            state = .running(child)
        } catch {
            if let launched {
                await launched.stop()
                removePidFile()
            }
            if case .starting = state { state = .idle }
            throw error
        }
    }

    private func waitUntilReady(_ child: ChildProcess) async throws {
        try await wait(for: "answer") {
            if child.end != nil {
                let words = child.lastLines.suffix(5).joined(separator: "; ")
                throw ServiceError(.unavailable, "the \(plan.name) ended while it was starting: \(words)")
            }
            return plan.isReady(child)
        }
    }

    private func wait(for what: String, _ isDone: () throws -> Bool) async throws {
        let deadline = time.now() + plan.patience
        var wait = Duration.milliseconds(2)
        while try !isDone() {
            guard time.now() < deadline else {
                throw ServiceError(.timeout, "the \(plan.name) did not \(what) within \(plan.patience.seconds) s")
            }
            try await time.sleep(wait)
            wait = min(wait * 1.5, .milliseconds(50))
        }
    }

    private func removePidFile() {
        unlink(plan.pidFile)
    }
}
