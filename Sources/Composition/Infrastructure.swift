import CertificateEngines
import FoundationEssentials
import Kernel
import Logging
import MQTT
import Messaging
import Settings
import StorageEngines
import Supervision

/// What stands before anything can be stored or said: the managed servers, where there are any, the bus and the bridge.
struct Infrastructure: Sendable {
    /// Where a broker answered, and who named or started it.
    struct Broker: Sendable {
        var source: ServerConfiguration.BrokerSource
        var configuration: MQTTConfiguration

        /// Whether this node started it.
        var isManaged: Bool {
            if case .managed = source { true } else { false }
        }
    }

    let supervisor: Supervisor
    let bus: MessageBus
    let bridge: MQTTBridge
    let broker: Broker
    /// The node's own broker, when it has one.
    let mosquitto: ManagedBroker?
    /// The node's own database, when it has one.
    let postgres: ManagedPostgres?
    let database: StorageEngines.PostgresAddress?

    /// Starts the managed servers, then connects the bridge to the two bootstrap topics.
    ///
    /// - Parameters:
    ///   - configuration: What was settled.
    ///   - context: What the bridge learns later.
    ///   - time: Where time comes from.
    ///   - logger: Where parts log.
    /// - Returns: The running parts.
    /// - Throws: What keeps a server from starting.
    static func start(
        _ configuration: ServerConfiguration, _ context: NodeContext, time: TimeSource, logger: Logger
    ) async throws -> Infrastructure {
        let postgres = managedPostgres(configuration, time, logger)
        var configuration = configuration
        var mosquitto: ManagedBroker?
        do {
            let database = try await postgres?.start()
            configuration.broker = await StoredBroker(configuration, database, logger: logger).choice()
            mosquitto = managedBroker(configuration, time, logger)
            let managed = try await mosquitto?.start()
            let broker = try broker(configuration, managed)
            let bus = MessageBus(
                space: configuration.space, families: CoordinatorCatalog.families, time: time, logger: logger)
            let bridge = MQTTBridge(
                broker.configuration,
                MQTTBridge.Setup(
                    node: configuration.node, epoch: configuration.epoch, role: CoordinatorCatalog.role,
                    answersUnknown: configuration.hosts("message"), token: { context.token },
                    sharedReplies: { context.sharedReplies }, parser: { context.parser }),
                bus: bus, time: time, logger: logger)
            bus.setOutlet { bridge.publish($0) }
            var children: [ChildSpec] = []
            if let postgres {
                children.append(
                    ChildSpec("postgres", shutdownDeadline: .seconds(30)) {
                        Part(run: { try await postgres.run() }, stop: { await postgres.stop() })
                    })
            }
            if let mosquitto {
                children.append(
                    ChildSpec("broker", shutdownDeadline: .seconds(10)) {
                        Part(run: { try await mosquitto.run() }, stop: { await mosquitto.stop() })
                    })
            }
            children.append(
                ChildSpec("bridge", shutdownDeadline: .seconds(10)) {
                    Part(run: { try await bridge.run() }, stop: { await bridge.stop() })
                })
            let supervisor = Supervisor(children: children, time: time, logger: logger)
            try await supervisor.start()
            return Infrastructure(
                supervisor: supervisor, bus: bus, bridge: bridge, broker: broker, mosquitto: mosquitto,
                postgres: postgres, database: database)
        } catch {
            await mosquitto?.stop()
            await postgres?.stop()
            throw error
        }
    }

    private static func managedPostgres(
        _ configuration: ServerConfiguration, _ time: TimeSource, _ logger: Logger
    ) -> ManagedPostgres? {
        guard case .managed = configuration.database else {
            if let listen = configuration.databaseListen { warnOfUnused(listen, "database", logger) }
            return nil
        }
        return ManagedPostgres(
            directory: configuration.directory,
            network: configuration.databaseListen.map { network($0, configuration, time) },
            logger: logger, time: time)
    }

    private static func managedBroker(
        _ configuration: ServerConfiguration, _ time: TimeSource, _ logger: Logger
    ) -> ManagedBroker? {
        guard case .managed(let port) = configuration.broker else {
            if let listen = configuration.brokerListen { warnOfUnused(listen, "mqtt", logger) }
            return nil
        }
        let network = configuration.brokerListen.map { Self.network($0, configuration, time) }
        // Until the setting is read, what it is when nobody has set it.
        let access = BrokerRights.access(in: configuration.space, sharesReplies: network == nil)
        return ManagedBroker(
            directory: configuration.directory, port: port, network: network, access: access,
            inspector: BrokerInspector(time: time), logger: logger, time: time)
    }

    private static func warnOfUnused(_ listen: ListenAddress, _ section: String, _ logger: Logger) {
        logger.warning(
            "\(section).listen is for a server of the node's own, and another is named",
            metadata: ["listen": "\(listen)"])
    }

    private static func network(
        _ listen: ListenAddress, _ configuration: ServerConfiguration, _ time: TimeSource
    ) -> ServerNetwork {
        ServerNetwork(host: listen.host, port: listen.port) {
            // Nobody can check it; within the hour there is one of the installation's authority.
            let plan = CertificatePlan(names: configuration.names(listeningAt: listen), lifetime: .seconds(3600))
            return ServerCertificate(try IssuedCertificate.selfSigned(plan, at: time.date()))
        }
    }

    private static func broker(
        _ configuration: ServerConfiguration, _ managed: StorageEngines.BrokerAddress?
    ) throws -> Broker {
        // A new client id at each start: nothing that was meant for a dead node reaches the next one.
        let clientID = "bigskies-\(configuration.node)-\(Identifier.hex(8))"
        switch configuration.broker {
        case .managed:
            guard let managed, let port = UInt16(exactly: managed.port) else {
                throw ServerExit(.software, "the managed broker did not say where it listens")
            }
            return Broker(
                source: configuration.broker,
                configuration: MQTTConfiguration(
                    brokers: [MQTTAddress(host: managed.host, port: port)], clientID: clientID,
                    username: managed.username, password: managed.password))
        case .external(let mqtt):
            return Broker(
                source: configuration.broker, configuration: try external(mqtt, clientID: clientID))
        }
    }

    private static func external(_ mqtt: BootstrapFile.MQTT, clientID: String) throws -> MQTTConfiguration {
        let addresses = try mqtt.brokers.map { broker in
            guard let port = UInt16(exactly: broker.port) else {
                throw ServerExit(.configuration, "mqtt.broker_port must be 1 to 65535")
            }
            return MQTTAddress(host: broker.host, port: port, tls: broker.usesTLS)
        }
        var configuration = MQTTConfiguration(
            brokers: addresses, clientID: mqtt.clientID.map { "\($0)-\(Identifier.hex(8))" } ?? clientID,
            username: mqtt.username, password: mqtt.password)
        configuration.tls = mqtt.tls.map {
            MQTTTLS(caFile: $0.authority, certificateFile: $0.certificate, keyFile: $0.key)
        }
        if let first = mqtt.reconnectInterval { configuration.backoff.first = first }
        if let most = mqtt.maxReconnectAttempts { configuration.maxReconnectAttempts = most }
        return configuration
    }
}
