import CertificateEngines
import FoundationEssentials
import Kernel
import Messaging
import Secrets
import Settings
import StorageEngines

extension Administration {
    /// What became of a pack.
    public struct PackedNode: Sendable {
        /// The account at the broker that was made for the second node.
        public let account: String
        /// Whether a broker knows it already; false when none runs, and the next start makes it known.
        public let isInForce: Bool
    }

    /// Puts what a second machine needs into one file: key, password, authority, an account at the broker.
    ///
    /// - Parameters:
    ///   - name: The name of the second node.
    ///   - host: What the second machine calls this one by.
    ///   - path: The file to make.
    ///   - options: Where configuration and data are.
    /// - Returns: The account.
    /// - Throws: `invalid_request` or `conflict` for the name, the host or the file, `ServerExit` for the configuration.
    public static func packNode(
        _ name: String, host: String, to path: String, _ options: RunOptions
    ) async throws -> PackedNode {
        let node = try NodeName(name)
        guard let address = Settings.BrokerAddress(host.contains(":") ? "[\(host)]" : host) else {
            throw ServiceError(.invalidRequest, "\(host) is neither a host's name nor an address")
        }
        guard !address.isLoopback else {
            throw ServiceError(
                .invalidRequest,
                "\(host) is every machine's name for itself; say with --host what the second machine calls this one by")
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
        let database = try PackedDatabase(configuration, at: host)
        try configuration.checkName(host)
        var files = database.files
        files[.keys] = try configuration.keys.read()?.fileText
        files[.authority] = try PrivateFile.read(configuration.directory.authorityFile)
        guard files[.keys] != nil, files[.authority] != nil else {
            throw ServerExit(.unavailable, "the installation has no key or authority yet; start this node once")
        }
        let account = NodePackConfiguration.account(for: node)
        let change = try await addBrokerUser(account, isNode: true, options)
        do {
            files[.configuration] = try NodePackConfiguration(
                node: node, account: account, password: change.password ?? "", host: host, port: listen.port,
                prefix: configuration.space.prefix, database: database
            ).text()
            let pack = NodePack(
                node: name, files: Dictionary(uniqueKeysWithValues: files.map { ($0.key.rawValue, $0.value) }))
            try PrivateFile.write(try WireJSON.prettyText(pack) + "\n", to: path)
        } catch {
            // An account whose password nobody has is of no use.
            _ = try await removeBrokerUser(account, options)
            throw error
        }
        return PackedNode(account: account, isInForce: change.isInForce)
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

extension ServerConfiguration {
    // Whoever calls a server by a name that its certificate is not for, or that leads elsewhere, is not let in by himself.
    fileprivate func checkName(_ host: String) throws {
        let name = try SubjectName(host, field: "host")
        var listeners = [("mqtt.listen", brokerListen)]
        if case .managed = database { listeners.append(("database.listen", databaseListen)) }
        for case (let key, let listen?) in listeners {
            let names = names(listeningAt: listen)
            guard names.contains(name) else {
                let others = names.map(\.text).filter { !ListenAddress(host: $0, port: listen.port).isLoopback }
                throw ServerExit(
                    .configuration,
                    "\(host) is no name of what listens at \(key), \(listen); with --host name one of "
                        + "\(others.joined(separator: ", ")), or add \(host) to node.names and start the node anew")
            }
        }
    }
}
