public import FoundationEssentials
public import Kernel

/// How well a service says it is, or is thought to be.
public enum ServiceStatus: String, WireChoice {
    case healthy
    case degraded
    case unhealthy
    case unknown
}

/// Announces a service; again, it changes what was announced.
public struct ServiceRegistration: Codable, Sendable {
    /// The name it is known by, 1 to 128 bytes.
    public var id: String
    /// What people call it, 1 to 200 characters.
    public var name: String
    /// Where it is reached, 1 to 2048 characters.
    public var endpoint: String
    /// Whatever it wants to tell.
    public var metadata: BoundedObject?

    /// Announces a service.
    public init(id: String, name: String, endpoint: String, metadata: BoundedObject? = nil) {
        self.id = id
        self.name = name
        self.endpoint = endpoint
        self.metadata = metadata
    }
}

/// Says that a service is there, and how well it is.
public struct ServiceHeartbeat: Codable, Sendable {
    /// The service.
    @Sought public var id: String
    /// How well it is.
    public var status: ServiceStatus

    /// Says how well a service is.
    public init(id: String, status: ServiceStatus) {
        self.id = id
        self.status = status
    }
}

/// Names a service.
public struct ServiceReference: Codable, Sendable {
    /// The service.
    @Sought public var id: String

    /// Names a service.
    public init(id: String) {
        self.id = id
    }
}

/// Asks for the services.
public struct ServiceListRequest: Codable, Sendable {
    /// Only those of one status.
    public var status: ServiceStatus?
    /// The most services, 1 to 1000, 100 when nil.
    public var limit: Int?
    /// Where the last answer ended.
    @Sought public var cursor: String?

    /// Asks for some services.
    public init(status: ServiceStatus? = nil, limit: Int? = nil, cursor: String? = nil) {
        self.status = status
        self.limit = limit
        self.cursor = cursor
    }
}

/// A service as it is known.
public struct ServiceEntry: Codable, Sendable, Equatable {
    /// The name it is known by.
    public var id: String
    /// What people call it.
    public var name: String
    /// How well it is.
    public var status: ServiceStatus
    /// Where it is reached.
    public var endpoint: String
    /// When it was first announced.
    public var registeredAt: Date
    /// When it was last heard; nil before the first heartbeat.
    public var lastHeartbeat: Date?
    /// Whatever it tells.
    public var metadata: [String: JSONValue]

    enum CodingKeys: String, CodingKey {
        case id, name, status, endpoint, metadata
        case registeredAt = "registered_at"
        case lastHeartbeat = "last_heartbeat"
    }

    /// Describes a service.
    public init(
        id: String, name: String, status: ServiceStatus, endpoint: String, registeredAt: Date,
        lastHeartbeat: Date? = nil, metadata: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.endpoint = endpoint
        self.registeredAt = registeredAt
        self.lastHeartbeat = lastHeartbeat
        self.metadata = metadata
    }

    /// Writes all fields; one that was never heard has `last_heartbeat` null.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(name, forKey: .name)
        try fields.encode(status, forKey: .status)
        try fields.encode(endpoint, forKey: .endpoint)
        try fields.encode(registeredAt, forKey: .registeredAt)
        try fields.encode(lastHeartbeat, forKey: .lastHeartbeat)
        try fields.encode(metadata, forKey: .metadata)
    }
}

/// The services.
public struct ServiceList: Codable, Sendable, Equatable {
    /// The services by id.
    public var services: [ServiceEntry]
    /// Where to go on, when there is more.
    public var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case services
        case nextCursor = "next_cursor"
    }

    /// Tells services.
    public init(services: [ServiceEntry], nextCursor: String? = nil) {
        self.services = services
        self.nextCursor = nextCursor
    }
}

/// Tells that the status of a service has changed.
public struct ServiceStatusEvent: Codable, Sendable, Equatable {
    /// The service.
    public var id: String
    /// What people call it.
    public var name: String
    /// How well it is now.
    public var status: ServiceStatus
    /// How well it was before.
    public var previousStatus: ServiceStatus
    /// When it was last heard.
    public var lastHeartbeat: Date?

    enum CodingKeys: String, CodingKey {
        case id, name, status
        case previousStatus = "previous_status"
        case lastHeartbeat = "last_heartbeat"
    }

    /// Tells a change.
    public init(
        id: String, name: String, status: ServiceStatus, previousStatus: ServiceStatus, lastHeartbeat: Date?
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.previousStatus = previousStatus
        self.lastHeartbeat = lastHeartbeat
    }
}
