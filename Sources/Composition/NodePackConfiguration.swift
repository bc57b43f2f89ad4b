import Kernel
import Messaging
import Settings

/// The configuration file that a pack brings to the second machine.
struct NodePackConfiguration: Sendable {
    /// The node's name.
    let node: NodeName
    /// Its account at the broker.
    let account: String
    /// The password of that account.
    let password: String
    /// What the second machine calls the broker's machine by.
    let host: String
    /// The port of the broker's encrypted listener.
    let port: Int
    /// The prefix of the topics.
    let prefix: String
    /// The database.
    let database: PackedDatabase

    /// A name for the account of a node, 48 bytes at most, that nobody guesses.
    ///
    /// It is the client's id at the broker, and whoever claims that on the plain listener takes the node's place again and
    /// again. The node's own name is no secret: everybody reads it in its presence.
    static func account(for node: NodeName) -> String {
        "\(node.text.prefix(31))-\(Identifier.hex(16))"
    }

    /// The text of the file.
    ///
    /// - Throws: An error of the encoder.
    func text() throws -> String {
        let section = database.section
        var lines = [
            "# Made by bigskies node pack.", "node:", "  name: \(node)", "data_dir: \(try quoted(NodePack.place))",
            "database:", "  host: \(try quoted(section.host ?? "localhost"))", "  port: \(section.port ?? 5432)",
            "  database: \(try quoted(section.name ?? "bigskies"))",
        ]
        if let user = section.user { lines.append("  user: \(try quoted(user))") }
        if let mode = section.sslMode { lines.append("  sslmode: \(mode.rawValue)") }
        if let authority = database.authority { lines.append("  sslrootcert: \(try quoted(path(authority)))") }
        let name = host.contains(":") ? "[\(host)]" : host
        lines += [
            "  passfile: \(try quoted(path(.passwords)))", "mqtt:", "  broker_url: mqtts://\(name):\(port)",
            "  topic_prefix: \(try quoted(prefix))", "  username: \(account)", "  password: \(try quoted(password))",
            "  tls:", "    ca: \(try quoted(path(.authority)))", "",
        ]
        return lines.joined(separator: "\n")
    }

    private func path(_ name: NodePack.Name) -> String { "\(NodePack.place)/\(name.rawValue)" }

    // JSON's text is YAML's in double quotes; `${` would name a variable.
    private func quoted(_ text: String) throws -> String {
        try WireJSON.text(text.replacing("${", with: "$${"))
    }
}
