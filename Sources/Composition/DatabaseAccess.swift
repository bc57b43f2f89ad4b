import FoundationEssentials
import Kernel
import Logging
import Messaging
import Postgres
import Settings
import StorageEngines

/// Where the database is and how this node gets in.
struct DatabaseAccess: Sendable {
    let configuration: PostgresConfiguration
    let passwordFile: String?

    /// Finds out: from the node's own server, the environment, the configuration, or, when that names no password file, the
    /// credentials that the bootstrap coordinator of another node publishes.
    ///
    /// What the operator configured goes first: on a broker without an access list anybody can publish a path.
    static func find(
        _ configuration: ServerConfiguration, _ infrastructure: Infrastructure, time: TimeSource, logger: Logger
    ) async throws -> DatabaseAccess {
        switch configuration.database {
        case .url:
            return try configured(configuration)
        case .managed:
            guard let access = try known(configuration, infrastructure.database) else {
                throw ServerExit(.software, "the managed database did not say where it listens")
            }
            return access
        case .external(let section, let passwordFile):
            guard !configuration.hosts("bootstrap"), passwordFile == nil else { return try configured(configuration) }
            let announced = try await CredentialsWait(infrastructure, time: time, logger: logger).path()
            guard let path = announced, FileManager.default.isReadableFile(atPath: path) else {
                throw ServerExit(
                    .temporary,
                    """
                    the password file \(announced ?? "(none)") that was announced cannot be read on this machine; \
                    copy it here with mode 0600, or name another in database.passfile
                    """)
            }
            return try access(section, path, configuration)
        }
    }

    /// The access of a node that needs no announced credentials: nil on one that does.
    static func known(
        _ configuration: ServerConfiguration, _ managed: StorageEngines.PostgresAddress?
    ) throws -> DatabaseAccess? {
        switch configuration.database {
        case .managed:
            guard let managed else { return nil }
            var section = BootstrapFile.Database()
            (section.host, section.port, section.name, section.user) =
                (managed.host, managed.port, managed.database, managed.user)
            return try access(section, managed.passfile, configuration)
        case .external where !configuration.hosts("bootstrap"):
            return nil
        case .external, .url:
            return try configured(configuration)
        }
    }

    /// The access that the environment or the configuration names, for what needs no announced credentials.
    static func configured(_ configuration: ServerConfiguration) throws -> DatabaseAccess {
        switch configuration.database {
        case .url(var url):
            url.applicationName = applicationName(configuration)
            return DatabaseAccess(configuration: url, passwordFile: nil)
        case .external(let section, let passwordFile):
            return try access(section, passwordFile, configuration)
        case .managed:
            throw ServerExit(.software, "the node's own database is known only while it runs")
        }
    }

    /// The access that a section of the configuration and a password file give.
    static func access(
        _ section: BootstrapFile.Database, _ path: String?, _ configuration: ServerConfiguration
    ) throws -> DatabaseAccess {
        let host = section.host ?? "localhost"
        let port = section.port ?? 5432
        let name = section.name ?? "bigskies"
        let passwords = try path.map { try PasswordFile.load(path: $0) }
        let user = section.user ?? passwords?.user(host: host, port: port, database: name) ?? "bigskies"
        var postgres = PostgresConfiguration(
            host: host, port: port, database: name, user: user,
            password: passwords?.password(host: host, port: port, database: name, user: user))
        postgres.sslmode = section.sslMode?.rawValue
        postgres.sslcert = section.sslCertificate
        postgres.sslkey = section.sslKey
        postgres.sslrootcert = section.sslRootCertificate
        if let limit = section.connectionTimeout { postgres.connectTimeout = limit }
        postgres.applicationName = applicationName(configuration)
        return DatabaseAccess(configuration: postgres, passwordFile: path)
    }

    // Tells in pg_stat_activity, and to a node that finds a coordinator taken, whose connection it is.
    private static func applicationName(_ configuration: ServerConfiguration) -> String {
        "bigskies \(configuration.node)"
    }
}
