public import FoundationEssentials
import Kernel

/// `<data-dir>/run/node.json`: what a script needs to find and talk to the node on its own machine.
public struct NodeFile: Codable, Sendable {
    /// Where the broker is.
    public struct Broker: Codable, Sendable {
        /// Whether this node started it.
        public var managed: Bool
        public var host: String
        public var port: Int
        public var tls: Bool
        public var cafile: String?
    }

    /// Where the database is.
    public struct Database: Codable, Sendable {
        /// Whether this node started it.
        public var managed: Bool
        public var host: String
        public var port: Int
        public var name: String
        public var user: String
        public var passfile: String?
    }

    public var pid: Int32
    public var node: String
    public var version: String
    public var epoch: Int64
    public var readyAt: Date
    public var prefix: String
    public var coordinators: [String]
    public var broker: Broker
    public var database: Database
    public var controlSocket: String
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
