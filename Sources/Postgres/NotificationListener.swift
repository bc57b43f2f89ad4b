public import Kernel
public import Logging

/// The one connection of a node that hears `NOTIFY`, on several channels; it finds its way back to the server alone.
public actor NotificationListener {
    // A server that comes back is heard within the second that security is promised.
    private static let backoff = Backoff(first: .milliseconds(50), cap: .milliseconds(500))
    // A server that hangs with its sockets open is found by asking it.
    private static let heartbeat = (interval: Duration.seconds(5), timeout: Duration.seconds(5))
    private static let buffer = 1024

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let time: TimeSource
    private let logger: Logger
    private var listeners: [String: [Int: AsyncStream<NotificationEvent>.Continuation]] = [:]
    private var nextID = 0
    private var failures = 0

    /// Whether messages are heard now.
    public private(set) var isHearing = false
    /// How many events fell out of the buffers of slow subscribers.
    public private(set) var dropped = 0

    /// Prepares a listener; `run()` connects it.
    ///
    /// - Parameters:
    ///   - configuration: Where the database is.
    ///   - channels: The channels, in any spelling.
    ///   - logger: Is told of the first failure and of the recovery.
    ///   - time: The clock of the waits between attempts.
    public init(
        configuration: PostgresConfiguration, channels: [String], logger: Logger, time: TimeSource = .system
    ) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        self.time = time
    }

    /// Hears a channel from now on; who is slow loses the oldest events and is told `restored`, as after a loss.
    ///
    /// - Parameter channel: One of the listener's channels.
    /// - Returns: The events; `lost` and `restored` reach every subscriber.
    public func subscribe(_ channel: String) -> AsyncStream<NotificationEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: NotificationEvent.self, bufferingPolicy: .bufferingNewest(Self.buffer))
        nextID += 1
        let id = nextID
        listeners[channel, default: [:]][id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id, on: channel) }
        }
        return stream
    }

    /// Listens until it is cancelled.
    ///
    /// - Throws: `CancellationError` then, or `PostgresError` when the process has no file descriptor left.
    public func run() async throws {
        let wakeUp = try WakeUp()
        try await withTaskCancellationHandler {
            while true {
                try Task.checkCancellation()
                do throws(PostgresError) {
                    try await listen(wakeUp)
                } catch {
                    try Task.checkCancellation()
                    lose(error)
                }
                try await time.sleep(Self.backoff.delay(beforeAttempt: failures))
            }
        } onCancel: {
            wakeUp.signal()
        }
    }

    private func listen(_ wakeUp: WakeUp) async throws(PostgresError) {
        let connection = try await PostgresConnection.connect(configuration)
        do throws(PostgresError) {
            for channel in channels { try await connection.listen(channel) }
            restore()
            while !Task.isCancelled {
                let heard = try await connection.notifications(waitingUpTo: Self.heartbeat.interval, or: wakeUp)
                for notification in heard { tell(notification) }
                guard heard.isEmpty else { continue }
                _ = try await connection.query("select 1", timeout: Self.heartbeat.timeout)
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func restore() {
        if failures > 0 { logger.notice("notifications are heard again") }
        failures = 0
        isHearing = true
        tellAll(.restored)
    }

    private func lose(_ error: PostgresError) {
        failures += 1
        if failures == 1 {
            logger.warning("notifications are not heard", metadata: ["error": "\(error.debugDescription)"])
        }
        guard isHearing else { return }
        isHearing = false
        tellAll(.lost)
    }

    private func tell(_ heard: PostgresNotification) {
        for listener in listeners[heard.channel, default: [:]].values { tell(listener, .notification(heard)) }
    }

    private func tellAll(_ event: NotificationEvent) {
        for channel in listeners.values {
            for listener in channel.values { tell(listener, event) }
        }
    }

    private func tell(_ listener: AsyncStream<NotificationEvent>.Continuation, _ event: NotificationEvent) {
        guard case .dropped = listener.yield(event) else { return }
        dropped += 1
        // What fell out may have been anything: the subscriber reads its copy anew when it comes to this.
        if isHearing { listener.yield(.restored) }
    }

    private func forget(_ id: Int, on channel: String) {
        listeners[channel]?[id] = nil
    }
}
