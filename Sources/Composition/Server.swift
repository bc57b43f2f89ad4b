import FoundationEssentials
public import Kernel
public import Logging
import StorageEngines
import Supervision

/// A node from its first breath to its last: locks, servers, schema, coordinators, doors, and the way back.
public struct Server: Sendable {
    private let options: RunOptions
    private let logger: Logger
    private let time: TimeSource
    private let notifier: SystemdNotifier
    private let tell: @Sendable (String) -> Void

    /// Prepares a node.
    ///
    /// - Parameters:
    ///   - options: What the command line and the environment say.
    ///   - logger: Where parts log.
    ///   - time: Where time comes from.
    ///   - tell: Says something to the operator at the terminal.
    public init(
        _ options: RunOptions, logger: Logger, time: TimeSource = .system, tell: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.logger = logger
        self.time = time
        self.tell = tell
        notifier = SystemdNotifier(environment: options.environment)
    }

    /// Runs until a signal or until a part fails for good.
    ///
    /// The first SIGTERM or SIGINT ends the node in good order, the second at once.
    /// - Throws: `ServerExit` with the exit code and what the operator can do.
    public func run() async throws {
        do {
            try await SignalEnd.awaited(logger: logger, onSignal: notifier.stopping) { try await live() }
        } catch is CancellationError {
            return
        } catch {
            throw Self.exit(for: error)
        }
    }

    private func live() async throws {
        signalPipesAreIgnored()
        let configuration = try ServerConfiguration.settle(options)
        // Many may bring one database to its schema at once, before one of them becomes the node of this directory.
        if !configuration.startsServers, configuration.hosts("bootstrap") {
            let database = try DatabaseAccess.configured(configuration)
            try await SchemaKeeper(configuration, database, time: time, logger: logger).settle()
        }
        let lock = try configuration.directory.lock()
        defer { withExtendedLifetime(lock) {} }
        let startedAt = time.now()
        let context = NodeContext()
        notifier.status("starting servers")
        let infrastructure = try await Infrastructure.start(configuration, context, time: time, logger: logger)
        var running: RunningNode?
        do {
            running = try await RunningNode.start(
                configuration, context, infrastructure, startedAt: startedAt, time: time, logger: logger)
            try await serve(running, infrastructure, configuration)
        } catch {
            await end(running, infrastructure, configuration)
            throw error
        }
        await end(running, infrastructure, configuration)
    }

    private func serve(
        _ running: RunningNode?, _ infrastructure: Infrastructure, _ configuration: ServerConfiguration
    ) async throws {
        guard let running else { return }
        let file = running.nodeFile()
        try file.write(to: configuration.directory.nodeFile)
        announce(file, running.node.configuration.listeners, running.node.context.hints)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await running.supervisor.run() }
            group.addTask { try await infrastructure.supervisor.run() }
            group.addTask { try await running.watchLocks() }
            if let interval = notifier.watchdogInterval {
                group.addTask { try await self.feedWatchdog(every: interval, running, infrastructure) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func announce(_ file: NodeFile, _ listeners: [String], _ hints: [String]) {
        let broker = "\(file.broker.host):\(file.broker.port)"
        logger.notice("ready", metadata: ["node": "\(file.node)", "broker": "\(broker)"])
        tell(
            "bigskies \(file.version) is ready: node \(file.node), coordinators \(file.coordinators.joined(separator: ", "))"
        )
        tell("the broker listens on \(broker), topics begin with \(file.prefix)/")
        if !listeners.isEmpty { tell("other machines reach \(listeners.joined(separator: " and ")), encrypted") }
        if FileManager.default.fileExists(atPath: file.adminPasswordFile) {
            tell("the first password of admin is in \(file.adminPasswordFile)")
        }
        for hint in hints { tell(hint) }
        notifier.ready("ready, broker \(broker)")
    }

    // systemd restarts the service when it is not told in time, which is what hangs need.
    private func feedWatchdog(
        every interval: Duration, _ running: RunningNode, _ infrastructure: Infrastructure
    ) async throws {
        while true {
            try await time.sleep(interval)
            let silent = await running.supervisor.silentChildren()
            if silent.isEmpty {
                notifier.alive()
            } else {
                notifier.status("no answer from \(silent.joined(separator: ", "))")
            }
        }
    }

    // Goes on although the task is cancelled: the end must be in good order, also after a failure.
    private func end(
        _ running: RunningNode?, _ infrastructure: Infrastructure, _ configuration: ServerConfiguration
    ) async {
        await Task {
            unlinkNodeFile(configuration)
            await running?.stop()
            await infrastructure.supervisor.stop()
        }.value
    }

    private func unlinkNodeFile(_ configuration: ServerConfiguration) {
        // It may never have been written.
        try? FileManager.default.removeItem(atPath: configuration.directory.nodeFile)
    }
}
