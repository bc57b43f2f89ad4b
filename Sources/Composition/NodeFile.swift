public import FoundationEssentials
import Kernel

/// `<data-dir>/run/node.json`: what a script needs to find and talk to the node on its own machine.
public struct NodeFile: Codable, Sendable {
    /// Where the broker is.
    public struct Broker: Codable, Sendable {
        /// Whether this node started it.
        public var managed: Bool
        /// The host of the address in use.
        public var host: String
        /// The port.
        public var port: Int
        /// Whether the connection is encrypted.
        public var tls: Bool
        /// The file with the certificate authority, when one is configured.
        public var cafile: String?

        /// Writes every member, also one that is `null`.
        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(managed, forKey: .managed)
            try fields.encode(host, forKey: .host)
            try fields.encode(port, forKey: .port)
            try fields.encode(tls, forKey: .tls)
            try fields.encode(cafile, forKey: .cafile)
        }
    }

    /// Where the database is.
    public struct Database: Codable, Sendable {
        /// Whether this node started it.
        public var managed: Bool
        /// The host, or the directory of the socket.
        public var host: String
        /// The port.
        public var port: Int
        /// The database.
        public var name: String
        /// The user.
        public var user: String
        /// The password file; nil when the password came another way.
        public var passfile: String?
    }

    /// The process.
    public var pid: Int32
    /// The node's name.
    public var node: String
    /// The program's version.
    public var version: String
    /// When the node started, in milliseconds.
    public var epoch: Int64
    /// When it was ready.
    public var readyAt: Date
    /// How its topics begin.
    public var prefix: String
    /// The coordinators it hosts.
    public var coordinators: [String]
    /// Where the broker is.
    public var broker: Broker
    /// Where the database is.
    public var database: Database
    /// The socket that takes commands on this machine.
    public var controlSocket: String
    /// Where the first password of the administrator was written.
    public var adminPasswordFile: String

    enum CodingKeys: String, CodingKey {
        case pid, node, version, epoch, prefix, coordinators, broker, database
        case readyAt = "ready_at"
        case controlSocket = "control_socket"
        case adminPasswordFile = "admin_password_file"
    }

    /// Reads the file of a node that lives.
    ///
    /// - Parameter path: The file.
    /// - Returns: The node, or nil when there is no file or its process has ended.
    public static func read(_ path: String) -> NodeFile? {
        guard let bytes = FileManager.default.contents(atPath: path),
            let file = try? WireJSON.decode(NodeFile.self, from: bytes)  // half a file is no file
        else { return nil }
        return file.isAlive ? file : nil
    }
}
