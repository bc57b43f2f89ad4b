public import FoundationEssentials
public import Kernel

/// Asks how well everything is, or one coordinator.
public struct HealthGetRequest: Codable, Sendable {
    /// The coordinator, with or without `-coordinator`; all when nil.
    @Sought public var component: String?

    /// Asks for one or for all.
    public init(component: String? = nil) {
        self.component = component
    }
}

/// How well everything is.
public struct HealthGetResponse: Codable, Sendable, Equatable {
    /// How well one coordinator is; only status and message for those who may not know more.
    public struct Component: Codable, Sendable, Equatable {
        /// `healthy`, `degraded`, `unhealthy` or `unknown`.
        public let status: String
        /// What is wrong, or that nothing is.
        public let message: String
        /// The details of its last report.
        public let details: JSONValue?
        /// When it was last heard.
        public let lastSeen: Date?
        /// True when nothing was heard from it for three intervals.
        public let stale: Bool?

        enum CodingKeys: String, CodingKey {
            case status, message, details, stale
            case lastSeen = "last_seen"
        }

        /// Describes a coordinator's health.
        public init(
            status: String, message: String, details: JSONValue? = nil, lastSeen: Date? = nil, stale: Bool? = nil
        ) {
            self.status = status
            self.message = message
            self.details = details
            self.lastSeen = lastSeen
            self.stale = stale
        }
    }

    /// A node that is or was there.
    public struct Node: Codable, Sendable, Equatable {
        /// Its name.
        public let node: String
        /// `online` or `offline`.
        public let state: Presence.State
        /// When it started, in milliseconds.
        public let epoch: Int64
        /// The coordinators it hosts, or hosted.
        public let coordinators: [String]
        /// Its version.
        public let version: String?
        /// When it last said that it is there, or was reported gone.
        public let lastSeen: Date

        enum CodingKeys: String, CodingKey {
            case node, state, epoch, coordinators, version
            case lastSeen = "last_seen"
        }

        /// Describes a node.
        public init(
            node: String, state: Presence.State, epoch: Int64, coordinators: [String], version: String?, lastSeen: Date
        ) {
            self.node = node
            self.state = state
            self.epoch = epoch
            self.coordinators = coordinators
            self.version = version
            self.lastSeen = lastSeen
        }
    }

    /// The aggregate: any unhealthy makes it `unhealthy`, any degraded or unknown `degraded`.
    public let status: String
    /// The coordinators by their name with `-coordinator`.
    public let components: [String: Component]
    /// The nodes; empty for those who may not know more.
    public let nodes: [Node]

    /// Describes everything.
    public init(status: String, components: [String: Component], nodes: [Node]) {
        self.status = status
        self.components = components
        self.nodes = nodes
    }
}

/// Names a node that will not come back.
public struct NodeForgetRequest: Codable, Sendable {
    /// The node.
    @Sought public var node: String

    /// Names a node.
    public init(node: String) {
        self.node = node
    }
}
