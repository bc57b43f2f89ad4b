import Access
import CertificateEngines
import FoundationEssentials
import HTTPGateway
import Hosting
import ImagingEngines
import Kernel
import Logging
import MQTT
import MessageCoordination
import Messaging
import Postgres
import SecurityEngines
import Settings
import StorageEngines
import Supervision

/// The second half of a node: what needs the database, up to the doors.
struct RunningNode: Sendable {
    let node: Node
    let supervisor: Supervisor
    private let locks: CoordinatorLocks
    private let infrastructure: Infrastructure
    private let database: DatabaseAccess

    /// Brings up pool, schema, identity, coordinators and doors.
    static func start(
        _ configuration: ServerConfiguration, _ context: NodeContext, _ infrastructure: Infrastructure,
        startedAt: Duration, time: TimeSource, logger: Logger
    ) async throws -> RunningNode {
        var configuration = configuration
        // A stored setting goes before the file: from here on the broker that is in use counts.
        configuration.broker = infrastructure.broker.source
        let database = try await DatabaseAccess.find(configuration, infrastructure, time: time, logger: logger)
        try await SchemaKeeper(configuration, database, time: time, logger: logger).settle()
        let locks = try await CoordinatorLocks.take(
            configuration.coordinators, in: database.configuration, time: time, logger: logger)
        do {
            let node = try await build(configuration, context, infrastructure, database, startedAt, time, logger)
            let supervisor = Supervisor(children: children(of: node), time: time, logger: logger)
            try await supervisor.start()
            return RunningNode(
                node: node, supervisor: supervisor, locks: locks, infrastructure: infrastructure,
                database: database)
        } catch {
            await locks.release()
            throw error
        }
    }

    /// Ends with an error when a lock is lost to another node.
    func watchLocks() async throws { try await locks.watch() }

    /// Stops the coordinators, then lets other nodes have them.
    func stop() async {
        await supervisor.stop()
        await locks.release()
    }

    /// What a script needs to know.
    func nodeFile() -> NodeFile {
        let configuration = node.configuration
        let connected = infrastructure.broker.configuration.brokers.first
        return NodeFile(
            pid: ProcessInfo.processInfo.processIdentifier, node: configuration.node.text, version: Version.current,
            epoch: configuration.epoch, readyAt: node.time.date(), prefix: configuration.space.prefix,
            coordinators: configuration.coordinators,
            broker: NodeFile.Broker(
                managed: infrastructure.broker.isManaged, host: connected?.host ?? "",
                port: Int(connected?.port ?? 0), tls: connected?.tls ?? false,
                cafile: infrastructure.broker.configuration.tls?.caFile),
            database: NodeFile.Database(
                managed: infrastructure.database != nil, host: database.configuration.host,
                port: database.configuration.port, name: database.configuration.database,
                user: database.configuration.user, passfile: database.passwordFile),
            controlSocket: configuration.directory.controlSocket,
            adminPasswordFile: configuration.directory.adminPasswordFile)
    }

    private static func build(
        _ configuration: ServerConfiguration, _ context: NodeContext, _ infrastructure: Infrastructure,
        _ database: DatabaseAccess, _ startedAt: Duration, _ time: TimeSource, _ logger: Logger
    ) async throws -> Node {
        let pool = PostgresPool(
            configuration: database.configuration, limits: PoolLimits().capped(at: configuration.maxConnections),
            logger: logger, time: time)
        let secrets = try await NodeKeys(configuration.keys, logger: logger).settle(in: pool, time: time)
        let notifications = NotificationListener(
            configuration: database.configuration,
            channels: [SnapshotGatekeeper.channel, SettingsStore.channel, TLSSecurityEngine.channel], logger: logger,
            time: time)
        let settings = SettingsStore(pool, secrets: secrets, logger: logger)
        let gatekeeper = SnapshotGatekeeper(
            pool: pool, secrets: secrets, listener: notifications, prefix: configuration.space.prefix, time: time,
            logger: logger)
        let tokens = AppSecurityEngine(
            pool: pool, gatekeeper: gatekeeper, secrets: secrets, time: time, logger: logger)
        let audit = try PostgresAuditTrail(
            pool: pool, node: configuration.node.text, spool: configuration.directory.auditSpoolFile,
            head: configuration.directory.auditHeadFile, time: time, logger: logger)
        let environment = HostEnvironment(
            bus: infrastructure.bus, gatekeeper: gatekeeper, audit: audit, settings: settings, time: time,
            logger: logger)
        let hasTelescopes = configuration.hosts("telescope")
        let place = DownloadPlace(
            configuration.http, facing: infrastructure.broker.configuration.brokers.first, logger: logger)
        let images = configuration.directory.images
        let node = Node(
            configuration: configuration, context: context, bus: infrastructure.bus, bridge: infrastructure.bridge,
            mosquitto: infrastructure.mosquitto, postgres: infrastructure.postgres, pool: pool,
            notifications: notifications, secrets: secrets,
            settings: settings, gatekeeper: gatekeeper,
            accounts: AccountSecurityEngine(pool: pool, secrets: secrets, time: time, logger: logger), tokens: tokens,
            certificates: TLSSecurityEngine(
                pool: pool, secrets: secrets,
                acme: ACMEClient(
                    door: HTTPChallengeDoor(logger: logger),
                    accounts: StoredACMEAccounts(pool: pool, secrets: secrets), time: time, logger: logger),
                time: time, logger: logger), audit: audit,
            environment: environment, hosts: HostRegister(),
            unknownRoutes: UnknownRoutes(
                CoordinatorCatalog.routes, on: infrastructure.bus, gatekeeper: gatekeeper,
                here: Set(configuration.coordinators), online: { await context.online() }),
            // The coordinator sets the minimum when it has read its settings.
            archive: hasTelescopes ? ImageArchive(directory: images, minFreeSpace: 0) : nil,
            downloads: hasTelescopes
                ? DownloadDoor(await place.address, directory: images, time: time, logger: logger) : nil,
            passwordFile: database.passwordFile, managesDatabase: infrastructure.database != nil, startedAt: startedAt,
            time: time, logger: logger)
        // The copy of the accounts that is read next knows the first administrator.
        try await AdministratorSeed.plant(node)
        try await tokens.prepare()
        try await NodeCertificates(node: node).publishAuthority()
        return node
    }

    /// The parts in the order in which they start: what others lean on first, the doors last.
    private static func children(of node: Node) -> [ChildSpec] {
        let hosts = CoordinatorCatalog.entries.filter { node.configuration.hosts($0.name) }
        return NodeParts.identity(of: node) + NodeCertificates(node: node).children + NodeParts.downloads(of: node)
            + hosts.map { entry in
                ChildSpec(entry.name, shutdownDeadline: .seconds(15)) { try await entry.start(node) }
            }
            + NodeParts.simulator(of: node) + NodeParts.watches(of: node) + NodeParts.doors(of: node)
    }
}
