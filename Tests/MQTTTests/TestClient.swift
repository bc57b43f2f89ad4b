import FoundationEssentials
import Kernel
import Logging
import MQTT
import Support

/// A client under test with its deliveries and phases as streams.
struct TestClient: Sendable {
    let client: MosquittoClient
    let messages: AsyncStream<InboundMessage>
    let phases: AsyncStream<MQTTConnectionState>

    init(_ port: UInt16, time: TimeSource = .system, _ change: (inout MQTTConfiguration) -> Void = { _ in }) {
        var configuration = MQTTConfiguration(
            brokers: [MQTTAddress(host: "127.0.0.1", port: port)], clientID: "test-" + Identifier.hex(12))
        configuration.backoff = Backoff(first: .milliseconds(20), cap: .milliseconds(100))
        change(&configuration)
        let (messages, message) = AsyncStream.makeStream(of: InboundMessage.self)
        let (phases, phase) = AsyncStream.makeStream(of: MQTTConnectionState.self)
        self.messages = messages
        self.phases = phases
        client = MosquittoClient(
            configuration: configuration, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            time: time,
            onMessage: {
                message.yield($0)
                return true
            }, onConnectionChange: { phase.yield($0) })
    }

    /// The next delivery.
    func message() async throws -> InboundMessage {
        try await withDeadline(.seconds(20), "a delivery") { [messages] in
            for await message in messages { return message }
            throw ServiceError(.cancelled, "the deliveries ended")
        }
    }

    /// The next state that satisfies a condition.
    @discardableResult
    func state(
        _ what: String, where condition: @escaping @Sendable (MQTTConnectionState) -> Bool
    ) async throws -> MQTTConnectionState {
        try await withDeadline(.seconds(30), what) { [phases] in
            for await state in phases where condition(state) { return state }
            throw ServiceError(.cancelled, "the phases ended")
        }
    }

    /// Waits for the next connection.
    @discardableResult
    func connected() async throws -> MQTTConnectionState {
        try await state("a connection") { $0.isConnected }
    }

    /// Waits until there is no connection.
    @discardableResult
    func disconnected() async throws -> MQTTConnectionState {
        try await state("the end of the connection") { !$0.isConnected && $0.lastError != nil }
    }
}

/// Runs a client, waits for its first connection, lets a test use it, and ends it.
func withClient<Value>(
    _ port: UInt16, _ change: (inout MQTTConfiguration) -> Void = { _ in },
    _ body: (TestClient) async throws -> Value
) async throws -> Value {
    let test = TestClient(port, change)
    let running = Task { try await test.client.run() }
    do {
        try await test.connected()
        let value = try await body(test)
        await test.client.disconnect()
        try await running.value
        return value
    } catch {
        running.cancel()
        // The first error is the one to show.
        _ = try? await running.value
        throw error
    }
}

/// A topic that no other test uses.
func freshTopic() -> String { "test/" + Identifier.hex(12) }
