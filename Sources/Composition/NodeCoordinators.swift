import AlpacaEngines
import ApplicationCoordination
import BootstrapCoordination
import Contracts
import DatastoreCoordination
import Health
import Hosting
import Kernel
import MQTT
import MessageCoordination
import Messaging
import SecurityCoordination
import SecurityEngines
import TelescopeCoordination

extension BootstrapCoordinator {
    /// The bootstrap coordinator of a node.
    init(node: Node) {
        self.init(bus: node.bus, passwordFile: node.passwordFile ?? "", time: node.time)
    }
}

extension SecurityCoordinator {
    /// The security coordinator of a node.
    init(node: Node) {
        self.init(
            tokens: node.tokens, accounts: node.accounts, certificates: node.certificates, gatekeeper: node.gatekeeper,
            audit: node.audit, auditReader: AuditReader(pool: node.pool),
            archiver: AuditArchiver(pool: node.pool, secrets: node.secrets, time: node.time), bus: node.bus,
            reach: BrokerReach(node.configuration), time: node.time, logger: node.logger)
    }
}

extension MessageCoordinator {
    /// The message coordinator of a node; it knows which coordinators are on which node.
    init(node: Node) {
        let configuration = node.configuration
        self.init(
            bus: node.bus,
            in: MessageSurroundings(
                node: configuration.node,
                birth: Presence(
                    state: .online, epoch: configuration.epoch, coordinators: configuration.coordinators,
                    version: Version.current),
                brokerCheck: node.brokerCheck,
                diagnostics: { await node.diagnostics() },
                forget: { name in node.bridge.forget(name) },
                tryBroker: { url, port in try await BrokerTrial(node: node).connect(url: url, port: port) }),
            time: node.time, logger: node.logger)
    }
}

extension TelescopeCoordinator {
    /// The telescope coordinator of a node, with an engine of its own.
    init(node: Node) {
        self.init(
            database: node.pool, bus: node.bus, gatekeeper: node.gatekeeper,
            engine: AlpacaEngine(time: node.time, logger: node.logger), archive: node.archive,
            downloads: node.downloads,
            time: node.time, logger: node.logger)
    }
}

extension ApplicationCoordinator {
    /// The application coordinator of a node.
    init(node: Node) {
        self.init(bus: node.bus, database: node.pool, time: node.time, logger: node.logger)
    }
}

extension DatastoreCoordinator {
    /// The datastore coordinator of a node.
    init(node: Node) {
        let isManaged = node.managesDatabase
        self.init(pool: node.pool, ceiling: node.configuration.maxConnections) { isManaged ? "managed" : "external" }
    }
}
