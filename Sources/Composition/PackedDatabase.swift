import Postgres
import Settings
import StorageEngines

/// What a second machine needs to reach the database of this one.
struct PackedDatabase: Sendable {
    /// The section of its configuration.
    let section: BootstrapFile.Database
    /// Its files.
    let files: [NodePack.Name: String]
    /// Which of the files it is checked by; nil when it is not checked.
    let authority: NodePack.Name?

    /// Finds out from a configuration.
    ///
    /// - Parameters:
    ///   - configuration: The configuration of this node.
    ///   - name: What the second machine calls this one by.
    /// - Throws: `ServerExit` naming the key and the cure when only this machine can reach the database so.
    init(_ configuration: ServerConfiguration, at name: String) throws {
        switch configuration.database {
        case .managed: try self.init(managedBy: configuration, at: name)
        case .external(let section, let passwordFile?): try self.init(section, passwordFile, configuration)
        case .external(_, nil), .url: throw Self.unnamed
        }
    }

    private static let unnamed = ServerExit(
        .configuration,
        "the second machine needs the same database: set database.listen for this node's own, or database.host and "
            + "database.passfile for another")

    private init(managedBy configuration: ServerConfiguration, at name: String) throws {
        guard let listen = configuration.databaseListen else { throw Self.unnamed }
        let directory = configuration.directory
        guard let password = try directory.databasePassword() else {
            throw ServerExit(.unavailable, "this node has made no database yet; start it once")
        }
        var section = BootstrapFile.Database()
        (section.host, section.port, section.name, section.user) =
            (name, listen.port, DataDirectory.databaseName, DataDirectory.databaseName)
        section.sslMode = .verifyFull
        self.section = section
        // The installation's, which the second node keeps current.
        authority = .authority
        files = [
            .passwords: PasswordFile.line(
                host: name, port: listen.port, database: DataDirectory.databaseName, user: DataDirectory.databaseName,
                password: password)
        ]
    }

    private init(
        _ named: BootstrapFile.Database, _ passwordFile: String, _ configuration: ServerConfiguration
    ) throws {
        var section = named
        guard let host = section.host, Self.isReached(host) else {
            throw ServerExit(
                .configuration,
                "the second machine cannot reach the database at \(section.host ?? "localhost"): set database.host to the "
                    + "name or address by which other machines reach it")
        }
        guard section.sslCertificate == nil, section.sslKey == nil else {
            throw ServerExit(
                .configuration,
                "database.sslcert and database.sslkey are this machine's own and are not packed: set up the second "
                    + "machine by hand, with a certificate and a key of its own")
        }
        let access: PostgresConfiguration
        do {
            access = try DatabaseAccess.configured(configuration).configuration
        } catch {
            throw Server.exit(for: error)
        }
        guard let password = access.password else {
            throw ServerExit(
                .configuration, "no line of \(passwordFile), database.passfile, is for \(access); add one")
        }
        (section.port, section.name, section.user) = (access.port, access.database, access.user)
        self.section = section
        // This line alone: a password file may hold what opens other databases.
        var files: [NodePack.Name: String] = [
            .passwords: PasswordFile.line(
                host: host, port: access.port, database: access.database, user: access.user, password: password)
        ]
        if let path = section.sslRootCertificate {
            guard let text = try PrivateFile.read(path) else {
                throw ServerExit(
                    .configuration, "there is no file \(path); set database.sslrootcert to the right one")
            }
            files[.databaseAuthority] = text
        }
        authority = section.sslRootCertificate.map { _ in .databaseAuthority }
        self.files = files
    }

    // A path is the directory of a unix socket, and an @ begins the name of an abstract one (libpq, "host").
    private static func isReached(_ host: String) -> Bool {
        !host.hasPrefix("/") && !host.hasPrefix("@")
            && !Settings.BrokerAddress(host: host, port: 5432, usesTLS: false).isLoopback
    }
}
