public import Kernel

extension AlpacaEngine {
    /// Searches the networks and the configured servers for devices.
    ///
    /// - Parameters:
    ///   - port: The port of discovery, or nil for the configured one.
    ///   - timeout: How long to listen, or nil for the configured time; at most a minute.
    /// - Returns: The devices found, each once.
    /// - Throws: `ServiceError`.
    public func discover(port: Int? = nil, timeout: Duration? = nil) async throws(ServiceError) -> [DiscoveredDevice] {
        var configuration = values
        configuration.discoveryPort = port ?? configuration.discoveryPort
        configuration.discoveryTimeout = timeout ?? configuration.discoveryTimeout
        guard (1...65535).contains(configuration.discoveryPort) else {
            throw ServiceError(.invalidRequest, "port must be from 1 to 65535", details: ["field": "port"])
        }
        guard configuration.discoveryTimeout > .zero, configuration.discoveryTimeout <= .seconds(60) else {
            throw ServiceError(
                .invalidRequest, "timeout must be more than 0 and at most 60 s", details: ["field": "timeout"])
        }
        return try await AlpacaDiscovery(client: client, configuration: configuration, time: time).run()
    }
}
