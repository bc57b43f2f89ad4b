public import Kernel
public import Logging

/// The one connection of a node that hears `NOTIFY`, on several channels; it finds its way back to the server alone.
public actor NotificationListener {
    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let time: TimeSource
    private let logger: Logger
    private var listeners: [String: [Int: AsyncStream<NotificationEvent>.Continuation]] = [:]
    private var nextID = 0

    /// Whether messages are heard now.
    public private(set) var isHearing = false

    /// Prepares a listener; `run()` connects it.
    ///
    /// - Parameters:
    ///   - configuration: Where the database is.
    ///   - channels: The channels; plain identifiers.
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

    /// Hears a channel from now on; who is slow loses the oldest events.
    ///
    /// - Parameter channel: One of the listener's channels.
    /// - Returns: The events; `lost` and `restored` reach every subscriber.
    public func subscribe(_ channel: String) -> AsyncStream<NotificationEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: NotificationEvent.self, bufferingPolicy: .bufferingNewest(1024))
        nextID += 1
        let id = nextID
        listeners[channel, default: [:]][id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id, on: channel) }
        }
        return stream
    }

    /// Listens until it is cancelled.
    public func run() async throws {
        let wakeUp = try WakeUp()
        try await withTaskCancellationHandler {
            var attempt = 1
            while !Task.isCancelled {
                do {
                    try await listen(wakeUp) { attempt = 1 }
                } catch let error as PostgresError {
                    lose(error)
                }
                try await time.sleep(Self.backoff.delay(beforeAttempt: attempt))
                attempt += 1
            }
        } onCancel: {
            wakeUp.signal()
        }
    }

    // A server that comes back is heard within the second that security is promised.
    private static let backoff = Backoff(first: .milliseconds(50), cap: .milliseconds(500))

    private func listen(_ wakeUp: WakeUp, _ connected: () -> Void) async throws {
        let connection = try await PostgresConnection.connect(configuration)
        do {
            for channel in channels { try await connection.run(script: "listen \"\(channel)\"") }
            connected()
            restore()
            while !Task.isCancelled {
                for heard in try await connection.notifications(waitingUpTo: .seconds(30), or: wakeUp) { tell(heard) }
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        throw CancellationError()
    }

    private func tell(_ heard: PostgresNotification) {
        for listener in listeners[heard.channel, default: [:]].values { listener.yield(.notification(heard)) }
    }

    private func restore() {
        logger.debug("listening for notifications")
        isHearing = true
        tellAll(.restored)
    }

    private func lose(_ error: PostgresError) {
        guard isHearing else { return }
        logger.warning("notifications are not heard", metadata: ["error": "\(error.debugDescription)"])
        isHearing = false
        tellAll(.lost)
    }

    private func tellAll(_ event: NotificationEvent) {
        for channel in listeners.values {
            for listener in channel.values { listener.yield(event) }
        }
    }

    private func forget(_ id: Int, on channel: String) { listeners[channel]?[id] = nil }
}
