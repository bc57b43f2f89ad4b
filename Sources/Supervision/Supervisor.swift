public import Kernel
public import Logging

/// Starts children in order, each ready before the next, keeps them alive, and stops them in reverse.
///
/// A child that fails is stopped and started anew after a wait; one that fails too often makes `run()` throw. The other
/// children go on meanwhile. `start()`, `run()` and `stop()` are called once each, in this order; `stop()` at any time.
public actor Supervisor {
    /// A child that is watched: its running instance, or nil while it is being restarted.
    struct Watched {
        let spec: ChildSpec
        var instance: (any Supervised)?
        var loop: Task<Void, Never>?
    }

    let time: TimeSource
    let probeDeadline: Duration
    let logger: Logger
    var watched: [Watched] = []
    var silent: Set<String> = []
    private let specs: [ChildSpec]
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private var isStopping = false
    private var stopping: Task<Void, Never>?
    private var failure: ChildFailure?
    private var starting: Task<any Supervised, any Error>?

    /// Takes the children in the order in which they start.
    public init(
        children: [ChildSpec], probeDeadline: Duration = .seconds(2), time: TimeSource = .system,
        logger: Logger = Logger(label: "bigskies.supervision")
    ) {
        specs = children
        self.probeDeadline = probeDeadline
        self.time = time
        self.logger = logger
        (ended, end) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Starts the children one after another and returns when the last is ready.
    ///
    /// A child runs as soon as it is ready, also while later ones still start. When one cannot be started, those before
    /// it are stopped first.
    /// - Throws: `ChildFailure` naming the child, or `CancellationError` when stopped meanwhile.
    public func start() async throws {
        for spec in specs {
            do {
                try await startTold(spec)
                if let failure { throw failure }
            } catch {
                let stoppedMeanwhile = isStopping
                await stop()
                if stoppedMeanwhile || Task.isCancelled { throw CancellationError() }
                throw error as? ChildFailure ?? ChildFailure(child: spec.name, cause: error)
            }
        }
    }

    /// Waits until the supervisor is stopped or gives up; after giving up the other children run on until `stop()`.
    /// - Throws: `ChildFailure` with the child's name and last error when it failed too often, or `CancellationError`.
    public func run() async throws {
        for await _ in ended {}
        if let failure { throw failure }
        guard isStopping else { throw CancellationError() }
    }

    /// Stops the children in reverse, each within its deadline; returns when all are stopped or given up on.
    ///
    /// A cancelled caller does not cut it short, and a second caller waits for the first.
    public func stop() async {
        isStopping = true
        let starting = starting
        starting?.cancel()
        let stopping =
            stopping
            ?? Task {
                _ = await starting?.result
                await stopAll()
            }
        self.stopping = stopping
        await stopping.value
    }

    private func stopAll() async {
        for index in watched.indices.reversed() { await stop(watched[index]) }
        watched.removeAll()
        end.finish()
    }

    private func stop(_ child: Watched) async {
        await bounded(child.spec) {
            // Without an instance it is being restarted, and there is only the wait to end.
            if let instance = child.instance { await instance.stop() } else { child.loop?.cancel() }
            await child.loop?.value
        }
        child.loop?.cancel()
    }

    /// Starts a child in a task of its own, so that `stop()` can end it, and watches it.
    private func startTold(_ spec: ChildSpec) async throws {
        guard !isStopping else { throw CancellationError() }
        let task = Task { try await self.startReady(spec) }
        starting = task
        defer { starting = nil }
        let instance = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        guard isStopping else { return watch(spec, instance) }
        await instance.stop()
        throw CancellationError()
    }

    /// Starts a child within its deadline; one that becomes ready too late is stopped.
    private func startReady(_ spec: ChildSpec) async throws -> any Supervised {
        let work = Task { try await spec.start() }
        do {
            return try await withDeadline(spec.startDeadline, "the start of \(spec.name)", time: time) {
                try await work.value
            }
        } catch {
            work.cancel()
            await bounded(spec) {
                // A start that failed left nothing to stop.
                if let late = try? await work.value { await late.stop() }
            }
            throw error
        }
    }

    /// Does what ends a child, within its shutdown deadline, also when the caller is cancelled.
    private func bounded(_ spec: ChildSpec, _ ending: @escaping @Sendable () async -> Void) async {
        let time = time
        await Task {
            do {
                try await withDeadline(spec.shutdownDeadline, "the stop of \(spec.name)", time: time, ending)
            } catch {
                logger.error("child did not stop in time", metadata: ["child.name": "\(spec.name)"])
            }
        }.value
    }

    private func watch(_ spec: ChildSpec, _ instance: any Supervised) {
        let index = watched.count
        watched.append(Watched(spec: spec, instance: instance))
        // The handle is kept; `stop()` awaits it.
        watched[index].loop = Task { await self.keepAlive(spec, instance, at: index) }
    }

    /// Runs a child and its replacements until the supervisor stops or gives up.
    private func keepAlive(_ spec: ChildSpec, _ first: any Supervised, at index: Int) async {
        var window = RestartWindow()
        var next: (any Supervised)? = first
        while !isStopping {
            let instance = next
            next = nil
            let cause: any Error
            do {
                guard let instance else {
                    next = try await replacement(for: spec, at: index)
                    continue
                }
                try await instance.run()
                cause = ServiceError(.internal, "returned although nobody stopped it")
            } catch {
                cause = error
            }
            guard !isStopping else { return }
            watched[index].instance = nil
            // A failed child that cannot be stopped in time is left behind: its replacement matters more.
            if let instance { await bounded(spec) { await instance.stop() } }
            guard await waits(after: cause, spec, &window) else { return }
        }
    }

    private func replacement(for spec: ChildSpec, at index: Int) async throws -> any Supervised {
        let instance = try await startReady(spec)
        guard !isStopping else {
            await instance.stop()
            throw CancellationError()
        }
        watched[index].instance = instance
        logger.info("child restarted", metadata: ["child.name": "\(spec.name)"])
        return instance
    }

    /// Waits before a restart, or gives up.
    private func waits(after cause: any Error, _ spec: ChildSpec, _ window: inout RestartWindow) async -> Bool {
        let metadata: Logger.Metadata = [
            "child.name": "\(spec.name)", "error": "\(String(reflecting: cause))",
        ]
        switch window.failed(at: time.now(), policy: spec.restart) {
        case .restart(let delay):
            logger.warning("child failed, will be restarted", metadata: metadata)
            // A cancelled sleep means that the supervisor stops.
            return (try? await time.sleep(delay)) != nil
        case .giveUp:
            logger.critical("child failed too often", metadata: metadata)
            if failure == nil { failure = ChildFailure(child: spec.name, cause: cause) }
            end.finish()
            return false
        }
    }
}
