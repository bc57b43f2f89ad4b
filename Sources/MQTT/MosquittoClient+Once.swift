public import Kernel
public import Logging

extension MosquittoClient {
    /// Makes one connection, does something on it and ends it.
    ///
    /// - Parameters:
    ///   - configuration: The broker and the account; each address is tried once, and there is no last will.
    ///   - logger: Hears of a failure.
    ///   - limit: How long all of it may take.
    ///   - time: Measures the limit.
    ///   - body: What is done.
    /// - Returns: What the body returns.
    /// - Throws: The last `MQTTError` when no connection can be made, `ServiceError` `timeout`, or what the body throws.
    public static func once<Value: Sendable>(
        _ configuration: MQTTConfiguration, logger: Logger, within limit: Duration = .seconds(10),
        time: TimeSource = .system, _ body: @escaping @Sendable (MosquittoClient) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration
        configuration.will = nil
        configuration.maxReconnectAttempts = 1
        let (changes, signal) = AsyncStream<MQTTConnectionState>.makeStream(bufferingPolicy: .bufferingNewest(8))
        let client = MosquittoClient(
            configuration: configuration, logger: logger, time: time, onMessage: { _ in false },
            onConnectionChange: { signal.yield($0) })
        return try await withDeadline(limit, "the broker", time: time) {
            try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask {
                    try await client.run()
                    return nil
                }
                group.addTask {
                    for await state in changes where state.isConnected { return try await body(client) }
                    return nil
                }
                defer { group.cancelAll() }
                guard let value = try await group.next() ?? nil else { throw MQTTError.notConnected }
                await client.disconnect()
                return value
            }
        }
    }
}
