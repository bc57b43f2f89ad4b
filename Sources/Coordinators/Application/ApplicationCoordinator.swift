import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Logging
public import Messaging
public import Postgres
public import Settings

/// Keeps the registry of services, and notices those that fall silent.
public actor ApplicationCoordinator: Coordinator {
    /// `application`.
    public static let name = "application"
    /// How often the registry is looked through.
    static let checkInterval = SettingKey(
        "registry_check_interval", default: Duration.seconds(60), valid: .milliseconds(100) ... .seconds(3600),
        description: "how often services are looked through for silent ones")
    /// After how long a silent service is unhealthy.
    static let serviceTimeout = SettingKey(
        "service_timeout", default: Duration.seconds(180), valid: .seconds(1) ... .seconds(86_400),
        description: "after how long without a heartbeat a service is unhealthy")
    /// Both.
    public static let settings = [AnySettingKey(checkInterval), AnySettingKey(serviceTimeout)]
    /// How long heartbeats are collected before they are written.
    static let writeInterval: Duration = .seconds(5)

    private let bus: MessageBus
    private let table: ServiceTable
    private let time: TimeSource
    private let logger: Logger
    private var registry = ServiceRegistry()
    private var interval: Duration = .seconds(60)
    private var timeout: Duration = .seconds(180)
    private var isLoaded = false
    private var readFails = false
    private var writeFails = false
    private var lookedAt: Duration = .zero

    /// Makes the coordinator.
    ///
    /// - Parameters:
    ///   - bus: Where changes of status are told.
    ///   - database: Where the registry survives a restart.
    ///   - time: Where time comes from.
    ///   - logger: Where failures of the database are told.
    public init(
        bus: MessageBus, database: any PostgresExecutor, time: TimeSource = .system,
        logger: Logger = Logger(label: "bigskies.application")
    ) {
        self.init(bus: bus, table: .postgres(database), time: time, logger: logger)
    }

    init(bus: MessageBus, table: ServiceTable, time: TimeSource, logger: Logger) {
        self.bus = bus
        self.table = table
        self.time = time
        self.logger = logger
    }

    /// The services, and the table behind them.
    public nonisolated var checks: [HealthCheck] {
        [
            HealthCheck("services") { [weak self] in await self?.servicesHealth() ?? Self.ended },
            HealthCheck("registry") { [weak self] in await self?.registryHealth() ?? Self.ended },
        ]
    }

    /// Takes new intervals; they count from the next look.
    public func apply(_ settings: SettingsSnapshot) {
        interval = settings[Self.checkInterval]
        timeout = settings[Self.serviceTimeout]
    }

    /// Reads the registry; without a database it is read as soon as there is one.
    public func start() async {
        lookedAt = time.now()
        await load()
    }

    /// Writes collected heartbeats, and looks for services that have fallen silent.
    public func run() async throws {
        while true {
            try await time.sleep(min(Self.writeInterval, interval))
            if !isLoaded { await load() }
            if time.now() - lookedAt >= interval { await look() }
            await write()
        }
    }

    /// Writes what is collected.
    public func stop() async { await write() }

    /// Takes a service into the registry and the table, or changes it.
    func register(_ registration: ServiceRegistration) async throws {
        try requireLoaded()
        let entry = try registry.entry(for: registration, date: time.date())
        try await table.save(entry)
        // It may have been heard, and others registered, while the table was written.
        let current = try registry.entry(for: registration, date: entry.registeredAt)
        registry.put(current, at: time.now())
    }

    /// Notes that a service was heard.
    func hear(_ heartbeat: ServiceHeartbeat) async throws {
        try requireLoaded()
        if let change = try registry.hear(heartbeat, at: time.now(), date: time.date()) { await tell(change) }
    }

    /// Takes a service out of the registry and the table.
    func unregister(_ reference: ServiceReference) async throws {
        try requireLoaded()
        guard registry[reference.id] != nil else { throw Self.noSuchService }
        try await table.remove(reference.id)
        _ = registry.remove(reference.id)
    }

    /// The services, page by page.
    func list(_ request: ServiceListRequest) throws -> ServiceList {
        try requireLoaded()
        return try registry.page(request)
    }

    /// One service.
    func get(_ reference: ServiceReference) throws -> ServiceList {
        try requireLoaded()
        guard let entry = registry[reference.id] else { throw Self.noSuchService }
        return ServiceList(services: [entry])
    }

    /// Makes silent services unhealthy and says so.
    func look() async {
        lookedAt = time.now()
        for change in registry.expire(silentFor: timeout, at: time.now()) { await tell(change) }
    }

    /// Writes what the table does not know yet; what fails is tried again.
    func write() async {
        let entries = registry.takeUnwritten()
        guard !entries.isEmpty else { return }
        do {
            try await table.touch(entries)
            if writeFails { logger.notice("heartbeats are written again") }
            writeFails = false
        } catch {
            registry.keepUnwritten(entries)
            if !writeFails { logger.warning("heartbeats cannot be written", metadata: ["error": "\(error)"]) }
            writeFails = true
        }
    }

    private func load() async {
        do {
            let entries = try await table.load()
            registry.load(entries, at: time.now())
            isLoaded = true
            if readFails { logger.notice("the services are read") }
            readFails = false
        } catch {
            if !readFails { logger.warning("the services cannot be read", metadata: ["error": "\(error)"]) }
            readFails = true
        }
    }

    private func tell(_ change: ServiceStatusEvent) async {
        await bus.publish(
            Publication(
                topic: bus.space.coordinator("application/event/service_status"), payload: change, kind: .event,
                source: "coordinator:\(Self.name)"))
    }

    private func requireLoaded() throws(ServiceError) {
        guard isLoaded else {
            throw ServiceError(.unavailable, "the registry could not be read yet: the database cannot be reached")
        }
    }

    private func servicesHealth() -> HealthCheckResult {
        let details: [String: JSONValue] = [
            "registered": .integer(Int64(registry.count)), "unhealthy": .integer(Int64(registry.unhealthy)),
        ]
        guard registry.unhealthy > 0 else {
            return HealthCheckResult(.healthy, "no service is unhealthy", details: details)
        }
        return HealthCheckResult(
            .degraded, "\(registry.unhealthy) of \(registry.count) services unhealthy", details: details)
    }

    private func registryHealth() -> HealthCheckResult {
        guard isLoaded else { return HealthCheckResult(.unhealthy, "the registry could not be read yet") }
        guard !writeFails else { return HealthCheckResult(.degraded, "heartbeats cannot be written") }
        return HealthCheckResult(.healthy, "the registry is written")
    }

    private static var noSuchService: ServiceError { ServiceError(.notFound, "no such service is registered") }
    private static let ended = HealthCheckResult(.unknown, "the coordinator has ended")
}
