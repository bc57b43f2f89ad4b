import Contracts
import FoundationEssentials
import Health
import Kernel
import Logging
import Postgres
import Settings
import Support
import Testing

@testable import DatastoreCoordination

@Suite(.timeLimit(.minutes(2))) struct DatastoreCoordinatorTests {
    private func pool(_ url: String) throws -> PostgresPool {
        var limits = PoolLimits()
        limits.acquireTimeout = .milliseconds(500)
        return PostgresPool(
            configuration: try PostgresConfiguration(url: url), limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func theStatusSaysWhatTheServerIs() async throws {
        let database = try await PostgresServer.shared().database()
        try await database.psql(
            """
            create table schema_migrations (version int primary key, name text, applied_at timestamptz default now());
            insert into schema_migrations values (2, '0002_b.sql'), (1, '0001_a.sql')
            """)
        let pool = try pool(database.url)
        let coordinator = DatastoreCoordinator(pool: pool) { "running" }
        let status = await coordinator.status()
        #expect(status.state == "available")
        #expect(status.lifecycle == "running")
        #expect(status.serverVersion?.first?.isNumber == true)
        #expect(try #require(status.sizeBytes) > 1_000_000)
        #expect(try #require(status.latency) > 0)
        #expect(status.migrations?.map(\.name) == ["0001_a.sql", "0002_b.sql"])
        #expect(status.pool.open == 1)
        #expect(await coordinator.checks[0].check().status == .healthy)
        await pool.shutdown()
    }

    @Test func withoutAServerTheStatusSaysWhatIsKnown() async throws {
        let pool = try pool("postgresql:///nothing?host=/nowhere&user=nobody")
        let coordinator = DatastoreCoordinator(pool: pool)
        let status = await coordinator.status()
        #expect(status.state == "unavailable")
        #expect(status.pool.maxConnections == 20)
        let json = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(status))
        #expect(json["server_version"] == .null)
        #expect(json["migrations"] == .null)
        #expect(await coordinator.checks[0].check().status == .unhealthy)
        await pool.shutdown()
    }

    @Test func settingsAreLimitsOfThePool() async throws {
        let pool = try pool("postgresql:///nothing?host=/nowhere&user=nobody")
        let coordinator = DatastoreCoordinator(pool: pool)
        await coordinator.apply(SettingsSnapshot())
        #expect(pool.limits == PoolLimits())
        await #expect(throws: ServiceError.self) { try await coordinator.vet("max_connections", 1) }
        await #expect(throws: ServiceError.self) { try await coordinator.vet("min_connections", 21) }
        try await coordinator.vet("max_connections", 2)
        for key in DatastoreSettings.all { _ = try key.validate(key.defaultValue) }
        await pool.shutdown()
    }

    @Test(arguments: [(17, 0, .healthy), (18, 0, .degraded), (1, 1, .degraded)] as [(Int, Int, HealthStatus)])
    func aPoolThatIsNearlyUsedUpIsDegraded(inUse: Int, waiting: Int, status: HealthStatus) {
        var statistics = PoolStatistics()
        statistics.maxConnections = 20
        statistics.inUse = inUse
        statistics.waiting = waiting
        #expect(DatastoreCoordinator.room(in: statistics).status == status)
    }
}
