import Kernel
import Support

/// A database and a broker of their own, with nodes that are told of them in a configuration file.
///
/// The broker has no rules: everybody may hear everything, so that a test can prove that something is not said.
final class Station: Sendable {
    let broker: MosquittoServer
    let database: TestDatabase
    let prefix: String
    /// What the secrets of its nodes are encrypted under.
    let secret = Identifier.hex(64)

    private init(broker: MosquittoServer, database: TestDatabase, prefix: String) {
        self.broker = broker
        self.database = database
        self.prefix = prefix
    }

    /// A fresh database and a fresh prefix on the servers that all tests share; never stop those.
    static func onSharedServers() async throws -> Station {
        Station(
            broker: try await MosquittoServer.shared(), database: try await PostgresServer.shared().database(),
            prefix: "t" + Identifier.hex(8) + "/sky")
    }

    /// Servers of its own, for tests that stop them.
    static func onOwnServers() async throws -> Station {
        Station(
            broker: try await MosquittoServer(), database: try await PostgresServer.started().database(),
            prefix: "t" + Identifier.hex(8) + "/sky")
    }

    /// The configuration file of a node.
    func configuration(node: String = "main", passfile: Bool = true) -> String {
        """
        database:
          host: \(database.host)
          port: \(database.port)
          database: \(database.name)
          user: \(database.user)
        \(passfile ? "  passfile: {folder}/.pgpass" : "")
        mqtt:
          broker_url: tcp://127.0.0.1
          broker_port: \(broker.port)
          topic_prefix: \(prefix)
          reconnect_interval: 100ms
        node:
          name: \(node)

        """
    }

    /// A node that is told of the database and the broker.
    func node(
        _ arguments: String = "run --all", name: String = "main", passfile: Bool = true,
        environment: [String: String] = [:]
    ) throws -> NodeProcess {
        try NodeProcess(
            arguments, configuration: configuration(node: name, passfile: passfile),
            files: passfile ? [".pgpass": "*:*:*:\(database.user):unused\n"] : [:],
            environment: environment.merging(["BIGSKIES_PASSWORD_SECRET": secret]) { own, _ in own })
    }

    /// A client on the broker that belongs to no node.
    func client() async throws -> MQTTCaller {
        try await MQTTCaller.connected(port: Int(broker.port), prefix: prefix)
    }
}

/// Runs a test with nodes on a station, in order, and removes them in reverse; a failure shows the ends of their logs.
func withNodes(_ nodes: [NodeProcess], _ body: ([NodeProcess]) async throws -> Void) async throws {
    do {
        for node in nodes { try await node.start() }
        try await body(nodes)
    } catch {
        var logs = ""
        for node in nodes.reversed() {
            logs += "\n\(await (try? node.record.node) ?? "a node")'s log ends:\n\(node.log.suffix(3000))"
            await node.remove()
        }
        throw ServiceError(.internal, "\(error)\(logs)", cause: error)
    }
    for node in nodes.reversed() { await node.remove() }
}
