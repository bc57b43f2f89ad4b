import FoundationEssentials
import Kernel
import Messaging
import Secrets
import Settings
import StorageEngines

extension Administration {
    /// Puts what a second machine needs into one file: key, passwords, authority, an account at the broker.
    ///
    /// - Parameters:
    ///   - name: The name of the second node, and of its account.
    ///   - host: What the second machine calls this one by.
    ///   - path: The file to make.
    ///   - options: Where configuration and data are.
    /// - Returns: Whether the broker knows the account already.
    /// - Throws: `invalid_request` or `conflict` for the name or the file, `ServerExit` for the configuration.
    public static func packNode(
        _ name: String, host: String, to path: String, _ options: RunOptions
    ) async throws -> Bool {
        let node = try NodeName(name)
        guard Settings.BrokerAddress(host.contains(":") ? "[\(host)]" : host) != nil else {
            throw ServiceError(.invalidRequest, "\(host) is neither a host's name nor an address")
        }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ServiceError(.conflict, "\(path) is there already; name another file with --output")
        }
        let configuration = try settled(options)
        guard case .managed = configuration.broker, let listen = configuration.brokerListen else {
            throw ServerExit(
                .configuration,
                "only the node's own broker can be packed, when other machines reach it; set mqtt.listen and no broker_url"
            )
        }
        guard case .external(let database, let passwordFile?) = configuration.database else {
            throw ServerExit(
                .configuration,
                "the second machine needs the same database, and reaches only one that is named: set database.host and "
                    + "database.passfile")
        }
        var files = [NodePack.Name: String]()
        files[.passwords] = try PrivateFile.readGuarded(passwordFile)
        files[.keys] = try configuration.keys.read()?.fileText
        files[.authority] = try PrivateFile.read(configuration.directory.authorityFile)
        files[.databaseAuthority] = try database.sslRootCertificate.flatMap { try PrivateFile.read($0) }
        guard files[.passwords] != nil, files[.keys] != nil, files[.authority] != nil else {
            throw ServerExit(
                .unavailable, "the installation has no key, authority or password file yet; start this node once")
        }
        let change = try await addBrokerUser(name, isNode: true, options)
        do {
            files[.configuration] = try NodePackConfiguration(
                node: node, password: change.password ?? "", host: host, port: listen.port,
                prefix: configuration.space.prefix, database: database
            ).text()
            let pack = NodePack(
                node: name, files: Dictionary(uniqueKeysWithValues: files.map { ($0.key.rawValue, $0.value) }))
            try PrivateFile.write(try WireJSON.prettyText(pack) + "\n", to: path)
        } catch {
            // An account whose password nobody has is of no use.
            _ = try await removeBrokerUser(name, options)
            throw error
        }
        return change.isInForce
    }

    /// Puts the files of a pack into the data directory of this machine.
    ///
    /// - Parameters:
    ///   - path: The pack.
    ///   - options: Where the data directory is.
    /// - Returns: The node's name, and the configuration file.
    /// - Throws: `not_found`, `invalid_request`, or `conflict` naming a file that is there already.
    public static func unpackNode(
        _ path: String, _ options: RunOptions
    ) throws -> (node: String, configuration: String) {
        let pack = try NodePack.read(path)
        let directory = try DataDirectory.resolve(option: options.dataDirectory, environment: options.environment)
        try directory.prepare()
        try pack.place(in: directory)
        return (pack.node, "\(directory.path)/\(NodePack.Name.configuration.rawValue)")
    }

    private static func settled(_ options: RunOptions) throws -> ServerConfiguration {
        do {
            return try ServerConfiguration.settle(options)
        } catch {
            throw Server.exit(for: error)
        }
    }
}
