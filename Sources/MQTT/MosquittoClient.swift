public import Kernel
public import Logging
import Synchronization

/// A client of an MQTT 5 broker over libmosquitto: keeps a connection, replays its subscriptions, holds what it sends.
///
/// Each connection has a library handle and a thread of its own, the only one that touches the handle: no lock is held
/// across a call into the library. Whoever publishes appends to a bounded queue and wakes that thread.
public final class MosquittoClient: Sendable {
    /// Takes a message on the connection's thread and must not block; false means that there was no room for it.
    public typealias MessageHandler = @Sendable (InboundMessage) -> Bool
    /// Hears of every change of phase, on any thread, and must not block.
    public typealias ConnectionHandler = @Sendable (MQTTConnectionState) -> Void

    let configuration: MQTTConfiguration
    let logger: Logger
    let time: TimeSource
    let onMessage: MessageHandler
    let onConnectionChange: ConnectionHandler
    let shared: Mutex<ClientState>
    let wakeup = Wakeup()
    let stop = AsyncStream<Void>.makeStream()
    let ended = Gate()

    /// Prepares a client; `run()` connects it.
    ///
    /// - Parameters:
    ///   - configuration: The brokers and the client's name and files.
    ///   - logger: Hears of the first failure and of the recovery.
    ///   - time: Measures deadlines and pauses.
    ///   - onMessage: Takes each message; false when there was no room, which is counted.
    ///   - onConnectionChange: Hears of every change of phase.
    public init(
        configuration: MQTTConfiguration, logger: Logger, time: TimeSource = .system,
        onMessage: @escaping MessageHandler, onConnectionChange: @escaping ConnectionHandler = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.time = time
        self.onMessage = onMessage
        self.onConnectionChange = onConnectionChange
        shared = Mutex(ClientState(configuration: configuration))
    }

    /// What is known of the connection now.
    public var state: MQTTConnectionState { shared.withLock { $0.snapshot } }

    /// Changes shared state, then, without the lock, resumes whom the change settles.
    func settle(_ change: (inout ClientState) -> [ClientState.Settlement]) {
        for (continuation, result) in shared.withLock({ change(&$0) }) { continuation.resume(returning: result) }
    }

    /// Changes the phase and says so.
    func enter(_ phase: MQTTConnectionState.Phase, _ also: (inout MQTTConnectionState) -> Void = { _ in }) {
        let now = time.now()
        let snapshot = shared.withLock { state in
            also(&state.connection)
            state.enter(phase, at: now)
            return state.snapshot
        }
        onConnectionChange(snapshot)
    }
}
