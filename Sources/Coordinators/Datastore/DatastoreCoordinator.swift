import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Postgres
public import Settings

/// Watches the database and the pool of connections to it.
public actor DatastoreCoordinator: Coordinator {
    /// `datastore`.
    public static let name = "datastore"
    /// The limits of the pool.
    public static let settings = DatastoreSettings.all

    private let pool: PostgresPool
    private let ceiling: Int?
    private let lifecycle: @Sendable () async -> String

    /// Makes the coordinator.
    ///
    /// - Parameters:
    ///   - pool: The pool of the node.
    ///   - ceiling: The most connections that the node's own file allows, whatever the settings say.
    ///   - lifecycle: What the manager of the server says of it; `external` when nobody here manages it.
    public init(
        pool: PostgresPool, ceiling: Int? = nil, lifecycle: @escaping @Sendable () async -> String = { "external" }
    ) {
        self.pool = pool
        self.ceiling = ceiling
        self.lifecycle = lifecycle
    }

    /// The round trip to the server, and the room in the pool.
    public nonisolated var checks: [HealthCheck] {
        [
            HealthCheck("database") { [pool] in await Self.ping(pool) },
            HealthCheck("pool") { [pool] in Self.room(in: pool.statistics) },
        ]
    }

    /// Puts the limits in force.
    public func apply(_ settings: SettingsSnapshot) async {
        await pool.update(limits: DatastoreSettings.limits(settings).capped(at: ceiling))
    }

    /// Refuses limits that contradict each other.
    public func vet(_ key: String, _ value: JSONValue) throws(ServiceError) {
        guard let number = value.whole else { return }
        let limits = pool.limits
        switch key {
        case DatastoreSettings.maxConnections.name where number < limits.minConnections:
            throw ServiceError(
                .invalidRequest, "max_connections must not be below min_connections, which is \(limits.minConnections)")
        case DatastoreSettings.minConnections.name where number > limits.maxConnections:
            throw ServiceError(
                .invalidRequest, "min_connections must not be above max_connections, which is \(limits.maxConnections)")
        default:
            return
        }
    }

    /// How everything is now; without a database what is known without it.
    func status() async -> DatastoreStatus {
        let lifecycle = await lifecycle()
        do {
            let latency = try await pool.ping()
            let facts = try await pool.facts()
            return DatastoreStatus(
                state: "available", lifecycle: lifecycle, serverVersion: facts.version, sizeBytes: facts.size,
                latency: latency.milliseconds, migrations: facts.migrations, pool: figures)
        } catch {
            return DatastoreStatus(state: "unavailable", lifecycle: lifecycle, pool: figures)
        }
    }

    private var figures: DatastoreStatus.Pool {
        let statistics = pool.statistics
        return DatastoreStatus.Pool(
            open: statistics.open, idle: statistics.idle, inUse: statistics.inUse, waiting: statistics.waiting,
            maxConnections: statistics.maxConnections, minConnections: pool.limits.minConnections,
            acquired: statistics.acquired, timeouts: statistics.timeouts, created: statistics.created,
            closed: statistics.closed, connectFailures: statistics.connectFailures, lastError: statistics.lastError)
    }

    private static func ping(_ pool: PostgresPool) async -> HealthCheckResult {
        do {
            let latency = try await pool.ping(timeout: .milliseconds(1500))
            return HealthCheckResult(
                .healthy, "the database answers", details: ["latency_ms": .number(latency.milliseconds)])
        } catch {
            guard error.kind != .poolExhausted else {
                return HealthCheckResult(.degraded, "no connection to the database was free")
            }
            return HealthCheckResult(
                .unhealthy, "the database does not answer", details: ["error": .string("\(error)")])
        }
    }

    /// Warns while nine of ten connections are lent out, or somebody waits for one.
    static func room(in statistics: PoolStatistics) -> HealthCheckResult {
        let details: [String: JSONValue] = [
            "in_use": .integer(Int64(statistics.inUse)), "open": .integer(Int64(statistics.open)),
            "waiting": .integer(Int64(statistics.waiting)),
            "max_connections": .integer(Int64(statistics.maxConnections)),
        ]
        guard statistics.waiting == 0, statistics.inUse * 10 < statistics.maxConnections * 9 else {
            return HealthCheckResult(.degraded, "the connections to the database are nearly used up", details: details)
        }
        return HealthCheckResult(.healthy, "there is room in the pool", details: details)
    }
}
