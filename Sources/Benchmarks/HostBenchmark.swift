import Access
import FoundationEssentials
import Health
import Hosting
import Kernel
import Logging
import Messaging
import Postgres
import Settings

/// The way of a typed question through a host: identity, permission, a task of its own, the coordinator, the reply.
struct HostBenchmark: Benchmark {
    let name = "host"

    func rows(_ race: Race) async throws -> [Row] {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let bus = MessageBus(space: try TopicSpace(), families: ["telescope"], logger: logger)
        let environment = HostEnvironment(
            bus: bus, gatekeeper: OpenDoor(), audit: NoTrail(), settings: SettingsStore(NoDatabase()), logger: logger)
        let host = try CoordinatorHost(Echo(), in: environment)
        bus.attach(host, to: [bus.space.allCoordinators])
        return [
            try await race.row("ask → CoordinatorHost → reply, typed, p99", unit: "µs", target: .atMost(5)) {
                try await Self.asks(bus)
            }
        ]
    }

    @concurrent private static func asks(_ bus: MessageBus) async throws -> Double {
        let caller = Caller(principal: .node("a"), name: "a", door: .process)
        return try await Stopwatch.p99 {
            _ = try await bus.ask("telescope/number/next", Number(value: 7), as: Number.self, from: caller)
        }
    }
}

/// A coordinator with one route.
private actor Echo: Coordinator {
    static let name = "telescope"
    static let settings: [AnySettingKey] = []
    nonisolated var checks: [HealthCheck] { [] }
    static let routes: [Route<Echo>] = [
        .command("number/next", .requires("telescope", "read")) { (_, request: Number, _) in
            Number(value: request.value + 1)
        }
    ]
    func apply(_ settings: SettingsSnapshot) {}
}

private struct OpenDoor: Gatekeeper {
    func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller { .anonymous(at: door) }
    func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller { node }
    func decide(_ caller: Caller, _ permission: Permission) -> Decision { Decision(allowed: true, reason: "open") }
    func holds(_ caller: Caller, role: String) -> Bool { true }
    func groups(of caller: Caller) -> Set<UUID> { [] }
    var unheardFor: Duration? { nil }
}

private struct NoTrail: AuditTrail {
    func intend(_ entry: AuditEntry) async throws {}
    func conclude(_ entry: AuditEntry) {}
    func refuse(_ entry: AuditEntry) {}
    func note(_ entry: AuditEntry) {}
}

private struct NoDatabase: PostgresExecutor {
    func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        throw PostgresError(.closed, "there is no database")
    }
}
