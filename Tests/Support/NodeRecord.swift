/// What a running node says about itself in `run/node.json`, as 3-protocol describes the file.
public struct NodeRecord: Decodable, Sendable {
    /// Where the broker is.
    public struct Broker: Decodable, Sendable {
        /// Whether the node started it.
        public let managed: Bool
        /// Its address.
        public let host: String
        /// Its port.
        public let port: Int
        /// Whether connections are encrypted.
        public let tls: Bool
    }

    /// Where the database is.
    public struct Database: Decodable, Sendable {
        /// Whether the node started it.
        public let managed: Bool
        /// Its address or the directory of its socket.
        public let host: String
        /// Its port.
        public let port: Int
        /// Its name.
        public let name: String
        /// The user.
        public let user: String
        /// The password file.
        public let passfile: String?
    }

    /// The process number.
    public let pid: Int32
    /// The node's name.
    public let node: String
    /// The program's version.
    public let version: String
    /// The time of the start in milliseconds.
    public let epoch: Int64
    /// The time at which it was ready.
    public let readyAt: String
    /// What all topics begin with.
    public let prefix: String
    /// The coordinators it hosts.
    public let coordinators: [String]
    /// Where the broker is.
    public let broker: Broker
    /// Where the database is.
    public let database: Database
    /// The path of the socket for commands.
    public let controlSocket: String
    /// The path of the first administrator's password.
    public let adminPasswordFile: String

    enum CodingKeys: String, CodingKey {
        case pid, node, version, epoch, prefix, coordinators, broker, database
        case readyAt = "ready_at"
        case controlSocket = "control_socket"
        case adminPasswordFile = "admin_password_file"
    }
}
