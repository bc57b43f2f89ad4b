import Access
import CertificateEngines
public import FoundationEssentials
import Kernel
import MQTT
public import Messaging
public import Postgres
public import Settings
public import StorageEngines

/// Everything that is settled before anything is started.
public struct ServerConfiguration: Sendable {
    /// Where the data is.
    public enum DatabaseSource: Sendable {
        /// The node's own server.
        case managed
        /// A configured server; the password comes from the file.
        case external(BootstrapFile.Database, passwordFile: String?)
        /// A URL from the environment.
        case url(PostgresConfiguration)
    }

    /// Where the broker is.
    public enum BrokerSource: Sendable {
        /// The node's own server.
        case managed(BrokerPort)
        /// Configured servers, tried in order.
        case external(BootstrapFile.MQTT)
    }

    /// The coordinators that this node hosts, in the catalog's order.
    public var coordinators: [String]
    /// The node's name.
    public var node: NodeName
    /// When the node started, in milliseconds.
    public var epoch: Int64
    /// The topics.
    public var space: TopicSpace
    /// Where files are kept.
    public var directory: DataDirectory
    /// Where the keys of the installation's secrets are.
    var keys: KeySource
    /// Where the data is.
    public var database: DatabaseSource
    /// Where the broker is.
    public var broker: BrokerSource
    /// Where the node's own database listens for other machines; nil when only this machine reaches it.
    public var databaseListen: ListenAddress?
    /// Where the node's own broker listens for other machines; nil when only this machine reaches it.
    public var brokerListen: ListenAddress?
    /// What other machines call this one by, beside what it knows itself.
    var names: [SubjectName]
    /// Where clients fetch pictures, when the file says so.
    public var http: BootstrapFile.HTTP?
    /// The most connections of this node's pool, when the file says so.
    public var maxConnections: Int?
    /// The files that replace the built-in schema.
    public var migrations: BootstrapFile.Migrations?
    /// Leaves the schema as it is.
    public var skipsMigrations: Bool
    /// Brings a simulated observatory.
    public var simulates: Bool

    /// Whether this node hosts a coordinator.
    public func hosts(_ coordinator: String) -> Bool { coordinators.contains(coordinator) }

    /// Whether this node starts a server of its own, which nobody else may do in the same data directory.
    var startsServers: Bool {
        if case .managed = database { return true }
        if case .managed = broker { return true }
        return false
    }

    /// What other machines may call a server of this node by.
    func names(listeningAt listen: ListenAddress) -> [SubjectName] {
        SubjectName.ofThisMachine(listeningAt: listen.host, calledBy: names)
    }

    /// What other machines reach of this node's own servers, in words.
    var listeners: [String] {
        var words: [String] = []
        if case .managed = broker, let listen = brokerListen { words.append("the broker at \(listen)") }
        if case .managed = database, let listen = databaseListen { words.append("the database at \(listen)") }
        return words
    }

    /// Settles what the options, the environment and the configuration file say.
    ///
    /// - Parameters:
    ///   - options: The options.
    ///   - now: The wall clock, for the epoch.
    /// - Returns: The configuration.
    /// - Throws: `ServerExit` with the cure.
    public static func settle(_ options: RunOptions, now: Date = Date()) throws -> ServerConfiguration {
        guard !options.simulates || options.coordinators.contains("telescope") else {
            throw ServerExit(
                .usage, "--simulate needs the telescope coordinator on this node: host it, or leave --simulate out")
        }
        let path = BootstrapFile.path(option: options.configurationFile, environment: options.environment)
        let file =
            try path.map { try BootstrapFile.load(path: $0, environment: options.environment) } ?? BootstrapFile()
        let directory = try DataDirectory.resolve(
            option: options.dataDirectory ?? file.dataDirectory, environment: options.environment)
        try directory.prepare()
        let database = try databaseSource(file, options)
        return ServerConfiguration(
            coordinators: options.coordinators,
            node: try NodeName(options.node ?? file.nodeName ?? directory.nodeName()),
            epoch: Int64(now.timeIntervalSince1970 * 1000),
            space: try TopicSpace(prefix: file.mqtt?.topicPrefix ?? "bigskies"),
            directory: directory, keys: try KeySource(directory, environment: options.environment), database: database,
            broker: try brokerSource(file, options),
            databaseListen: file.database?.listen.flatMap { $0.isLoopback ? nil : $0 },
            brokerListen: file.mqtt?.listen.flatMap { $0.isLoopback ? nil : $0 },
            names: try file.nodeNames.map { try SubjectName($0, field: "node.names") }, http: file.http,
            maxConnections: file.database?.maxConnections, migrations: file.migrations,
            skipsMigrations: options.skipsMigrations, simulates: options.simulates)
    }

    private static func databaseSource(_ file: BootstrapFile, _ options: RunOptions) throws -> DatabaseSource {
        if let url = options.environment["DATABASE_URL"], !url.isEmpty {
            do {
                return .url(try PostgresConfiguration(url: url))
            } catch {
                throw ServerExit(
                    .configuration, "DATABASE_URL cannot be used: \(error); write postgresql://user@host/name")
            }
        }
        let database = file.database ?? BootstrapFile.Database()
        // A section without a host tunes what the node brings; a node without the bootstrap coordinator brings none and
        // finds its database through the credentials it is sent.
        guard database.host == nil, options.coordinators.contains("bootstrap") else {
            return .external(database, passwordFile: options.passwordFile ?? database.passwordFile)
        }
        return .managed
    }

    private static func brokerSource(_ file: BootstrapFile, _ options: RunOptions) throws -> BrokerSource {
        if let mqtt = file.mqtt, !mqtt.brokers.isEmpty { return .external(mqtt) }
        guard options.coordinators.contains("bootstrap") else {
            throw ServerExit(
                .configuration,
                "a node without the bootstrap coordinator needs a broker: set mqtt.broker_url in the file of --config")
        }
        return .managed(file.mqtt?.port.map { .fixed($0) } ?? .automatic)
    }
}
