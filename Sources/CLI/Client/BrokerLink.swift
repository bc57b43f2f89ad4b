import Kernel
import Logging
import MQTT
import Synchronization

/// A client of a broker that runs until it is closed.
struct BrokerLink: Sendable {
    let client: MosquittoClient
    // The client's `run()`: ended by `close()`, at the latest with the process.
    private let running: Task<Void, any Error>

    /// Connects, with subscriptions in place.
    ///
    /// - Parameters:
    ///   - configuration: The brokers and the client.
    ///   - filters: What to hear from the first moment.
    ///   - onMessage: Takes each message; false when there was no room.
    ///   - onLoss: Hears that a connection that stood was lost.
    /// - Returns: The connected client; close it.
    /// - Throws: `ServiceError` naming the brokers.
    static func open(
        _ configuration: MQTTConfiguration, filters: [String],
        onMessage: @escaping MosquittoClient.MessageHandler, onLoss: @escaping @Sendable () -> Void = {}
    ) async throws -> BrokerLink {
        let connected = Race<Void>()
        let stood = Atomic(false)
        let client = MosquittoClient(
            configuration: configuration, logger: Logger(label: "bigskies") { _ in SwiftLogNoOpLogHandler() },
            onMessage: onMessage
        ) { state in
            if state.isConnected { connected.finish(with: .success(())) }
            if state.phase == .waiting || state.phase == .stopped {
                connected.finish(with: .failure(state.lastError ?? .notConnected))
            }
            let hasStood = stood.exchange(state.isConnected, ordering: .relaxed)
            if hasStood, !state.isConnected, state.phase != .stopped { onLoss() }
        }
        let running = Task {
            do {
                for filter in filters { try await client.subscribe(filter) }
                try await client.run()
            } catch {
                connected.finish(with: .failure(error))
                throw error
            }
        }
        let link = BrokerLink(client: client, running: running)
        do {
            try await withDeadline(.seconds(10), "connecting to the broker") { try await connected.value() }
            return link
        } catch {
            await link.close()
            throw Self.explained(error, configuration.brokers)
        }
    }

    /// Sends what waits and ends the connection.
    func close() async {
        await client.disconnect()
        // Why it ended no longer matters.
        _ = await running.result
    }

    private static func explained(_ error: any Error, _ brokers: [MQTTAddress]) -> ServiceError {
        let failure = (error as? MQTTError).map { ServiceError($0) } ?? ServiceError(wrapping: error)
        let places = brokers.map(\.description).joined(separator: ", ")
        return ServiceError(failure.code, "\(failure.message) (\(places))", cause: error)
    }
}
