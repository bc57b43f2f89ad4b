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
        /// Makes ready what the server needs and says how to start it; called before every start.
        var command: @Sendable () async throws -> ServerCommand
        /// Whether the child answers by now.
        var isReady: @Sendable (ChildProcess) -> Bool
        /// How long it may take until it answers.
        var patience: Duration
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
    private var keeping: Task<Void, any Error>?

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
        try await launch()
    }

    /// Keeps the server running: returns after `stop()`, and only then.
    func run() async throws {
        // A boundary: `stop()` must wake this out of a wait between two attempts.
        let work = Task { try await keepRunning() }
        keeping = work
        do {
            try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch is CancellationError where isStopped {}
    }

    /// Stops the server and returns when it is gone; it cannot be started again.
    func stop() async {
        let before = state
        state = .stopped
        keeping?.cancel()
        guard case .running(let child) = before else { return }
        await child.stop()
        removePidFile()
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
        while case .running(let child) = state {
            for await _ in child.ended {}
            try Task.checkCancellation()
            guard case .running = state else { return }
            logger.error(
                "a server ended by itself and is started again",
                metadata: [
                    "server.name": "\(plan.name)", "server.end": "\(child.end ?? "unknown")",
                    "server.words": "\(child.lastLines.suffix(2).joined(separator: "; "))",
                ])
            state = .starting
            try await retrying(Backoff(), time: time) { try await self.launch() }
            logger.notice("a server runs again", metadata: ["server.name": "\(plan.name)"])
        }
    }

    private func launch() async throws {
        if case .stopped = state { throw CancellationError() }
        state = .starting
        var launched: ChildProcess?
        do {
            let command = try await plan.command()
            let name = plan.name
            let logger = logger
            let child = try await ChildProcess.launch(command) { line in
                logger.debug("a server says", metadata: ["server.name": "\(name)", "server.line": "\(line)"])
            }
            launched = child
            try PrivateFile.write("\(child.pid)\n", to: plan.pidFile)
            try await waitUntilReady(child)
            // Stopped while it was starting: nobody else knows this child.
            if case .stopped = state { throw CancellationError() }
            state = .running(child)
        } catch {
            await launched?.stop()
            if launched != nil { removePidFile() }
            if !isStopped { state = .idle }
            throw error
        }
    }

    private func waitUntilReady(_ child: ChildProcess) async throws {
        let deadline = time.now() + plan.patience
        var wait = Duration.milliseconds(2)
        while true {
            if child.end != nil {
                let words = child.lastLines.suffix(3).joined(separator: "; ")
                throw ServiceError(.unavailable, "the \(plan.name) ended while it was starting: \(words)")
            }
            if isStopped { throw CancellationError() }
            if plan.isReady(child) { return }
            guard time.now() < deadline else {
                throw ServiceError(.timeout, "the \(plan.name) did not answer within \(plan.patience.seconds) s")
            }
            try await time.sleep(wait)
            wait = min(wait * 1.5, .milliseconds(50))
        }
    }

    private func removePidFile() {
        unlink(plan.pidFile)
    }
}
