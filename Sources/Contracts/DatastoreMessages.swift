public import FoundationEssentials

/// How the database and the way to it are.
public struct DatastoreStatus: Codable, Sendable, Equatable {
    /// The connections of this node.
    public struct Pool: Codable, Sendable, Equatable {
        /// Connections that are open.
        public var open: Int
        /// Open connections without work.
        public var idle: Int
        /// Connections that are lent out.
        public var inUse: Int
        /// Callers waiting for a connection.
        public var waiting: Int
        /// The most connections.
        public var maxConnections: Int
        /// The connections that stay open without work.
        public var minConnections: Int
        /// How often a connection was lent.
        public var acquired: Int
        /// How often a caller waited in vain.
        public var timeouts: Int
        /// Connections opened so far.
        public var created: Int
        /// Connections closed so far.
        public var closed: Int
        /// Attempts to connect that failed.
        public var connectFailures: Int
        /// The last failure to connect.
        public var lastError: String?

        enum CodingKeys: String, CodingKey {
            case open, idle, waiting, acquired, timeouts, created, closed
            case inUse = "in_use"
            case maxConnections = "max_connections"
            case minConnections = "min_connections"
            case connectFailures = "connect_failures"
            case lastError = "last_error"
        }

        /// Describes a pool.
        public init(
            open: Int, idle: Int, inUse: Int, waiting: Int, maxConnections: Int, minConnections: Int, acquired: Int,
            timeouts: Int, created: Int, closed: Int, connectFailures: Int, lastError: String?
        ) {
            self.open = open
            self.idle = idle
            self.inUse = inUse
            self.waiting = waiting
            self.maxConnections = maxConnections
            self.minConnections = minConnections
            self.acquired = acquired
            self.timeouts = timeouts
            self.created = created
            self.closed = closed
            self.connectFailures = connectFailures
            self.lastError = lastError
        }
    }

    /// A change of the schema that was applied.
    public struct Migration: Codable, Sendable, Equatable {
        /// Its number.
        public var version: Int
        /// Its file.
        public var name: String
        /// When it was applied.
        public var appliedAt: Date

        enum CodingKeys: String, CodingKey {
            case version, name
            case appliedAt = "applied_at"
        }

        /// Describes a migration.
        public init(version: Int, name: String, appliedAt: Date) {
            self.version = version
            self.name = name
            self.appliedAt = appliedAt
        }
    }

    /// `available` or `unavailable`.
    public var state: String
    /// The lifecycle of the server: `external`, or what the node that manages it says.
    public var lifecycle: String
    /// The server's version; null while it cannot be asked.
    public var serverVersion: String?
    /// The bytes of the database; null while it cannot be asked.
    public var sizeBytes: Int64?
    /// How long a round trip took, milliseconds; null while it cannot be asked.
    public var latency: Double?
    /// What was applied, by number; null while it cannot be asked.
    public var migrations: [Migration]?
    /// The connections of this node.
    public var pool: Pool

    enum CodingKeys: String, CodingKey {
        case state, lifecycle, migrations, pool
        case serverVersion = "server_version"
        case sizeBytes = "size_bytes"
        case latency = "latency_ms"
    }

    /// Describes a database.
    public init(
        state: String, lifecycle: String, serverVersion: String? = nil, sizeBytes: Int64? = nil,
        latency: Double? = nil, migrations: [Migration]? = nil, pool: Pool
    ) {
        self.state = state
        self.lifecycle = lifecycle
        self.serverVersion = serverVersion
        self.sizeBytes = sizeBytes
        self.latency = latency
        self.migrations = migrations
        self.pool = pool
    }

    /// Writes all fields: what is not known is null.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(state, forKey: .state)
        try fields.encode(lifecycle, forKey: .lifecycle)
        try fields.encode(serverVersion, forKey: .serverVersion)
        try fields.encode(sizeBytes, forKey: .sizeBytes)
        try fields.encode(latency, forKey: .latency)
        try fields.encode(migrations, forKey: .migrations)
        try fields.encode(pool, forKey: .pool)
    }
}
