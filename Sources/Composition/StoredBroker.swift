import Hosting
import Kernel
import Logging
import MessageCoordination
import Postgres
import Settings
import StorageEngines

/// The broker that the message coordinator's settings name; it goes before the configuration file's.
///
/// Only a node that knows its database without the help of a broker can look; others use their file.
struct StoredBroker: Sendable {
    private let configuration: ServerConfiguration
    private let database: StorageEngines.PostgresAddress?
    private let logger: Logger

    init(_ configuration: ServerConfiguration, _ database: StorageEngines.PostgresAddress?, logger: Logger) {
        self.configuration = configuration
        self.database = database
        self.logger = logger
    }

    /// The broker to use.
    func choice() async -> ServerConfiguration.BrokerSource {
        guard let stored = await read() else { return configuration.broker }
        var mqtt = BootstrapFile.MQTT()
        if case .external(let configured) = configuration.broker { mqtt = configured }
        if stored.attempts > 0 { mqtt.maxReconnectAttempts = stored.attempts }
        let port = stored.port > 0 ? stored.port : nil
        if let address = Settings.BrokerAddress(stored.url, defaultPort: port, usesTLS: mqtt.tls != nil) {
            logger.notice(
                "the stored setting names the broker", metadata: ["broker": "\(address.host):\(address.port)"])
            mqtt.brokers = [address]
        } else if let port {
            guard !mqtt.brokers.isEmpty else { return .managed(.fixed(port)) }
            mqtt.brokers = mqtt.brokers.map { .init(host: $0.host, port: port, usesTLS: $0.usesTLS) }
        }
        return mqtt.brokers.isEmpty ? configuration.broker : .external(mqtt)
    }

    // An empty database has no settings yet, and one that is away is somebody else's to report.
    private func read() async -> (url: String, port: Int, attempts: Int)? {
        do {
            guard let access = try DatabaseAccess.known(configuration, database) else { return nil }
            let connection = try await PostgresConnection.connect(access.configuration)
            let store = SettingsStore(connection, logger: logger)
            try await store.register(MessageCoordinator.component, keys: MessageSettings.all)
            let snapshot = await store.snapshot(for: MessageCoordinator.component)
            await connection.close()
            return (
                snapshot[MessageSettings.brokerURL], snapshot[MessageSettings.brokerPort],
                snapshot[MessageSettings.maxReconnectAttempts]
            )
        } catch {
            logger.debug("no stored setting of a broker", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
