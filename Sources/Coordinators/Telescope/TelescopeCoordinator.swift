public import Access
public import AlpacaEngines
import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import ImagingEngines
public import Kernel
public import Logging
public import Messaging
public import Postgres
public import Settings

/// Telescopes: where they stand, whose they are, their devices, who observes, and where they point.
///
/// Rows live in the database; what decides about access, devices and sessions is in memory too, so that stopping a
/// telescope needs no database. This coordinator is the only writer of its tables.
public actor TelescopeCoordinator: Coordinator {
    /// `telescope`.
    public static let name = "telescope"

    /// Where the rows live.
    let database: PostgresPool
    /// Where events go.
    let bus: MessageBus
    /// Who the callers are.
    let gatekeeper: any Gatekeeper
    /// The devices; shut down by `stop()`.
    nonisolated let engine: AlpacaEngine
    /// The clock.
    let time: TimeSource
    /// Where it logs.
    let logger: Logger
    /// Where pictures are kept; nil where there is no place for them.
    nonisolated let archive: ImageArchive?
    /// Lends pictures to clients; nil where there is no door for them.
    nonisolated let downloads: (any DownloadDesk)?
    /// Looks host names up.
    let resolver = AddressResolver()

    /// Who may do what.
    var access = TelescopeAccess()
    /// The devices of all telescopes, as the database has them.
    var devices: [UUID: DeviceRecord] = [:]
    /// The active sessions by telescope.
    var sessions: [UUID: SessionInfo] = [:]
    /// What limits, coordinates and slaving need of each telescope.
    var setups: [UUID: TelescopeSetup] = [:]
    /// What they need of each site.
    var sites: [UUID: ObservatorySite] = [:]
    /// How often each device was stopped: a movement that was prepared meanwhile must not begin.
    var stops = StopCounts()
    /// Who is told what happens at a topic of their own.
    var subscriptions = Subscriptions()
    /// What the polls of each telescope have shown of its limits.
    var watches: [UUID: LimitWatch] = [:]
    /// The telescopes whose state is to be told.
    var changed: Set<UUID> = []
    /// The telescopes whose last state that was told is one of a connected device.
    var told: Set<UUID> = []
    /// Wakes whoever tells states; one wake is enough for all that has changed.
    nonisolated let changeSignals: AsyncStream<Void>
    nonisolated let changeSignal: AsyncStream<Void>.Continuation
    /// Work beside the commands.
    var chores: [Chore: Task<Void, Never>] = [:]
    /// The stop counts of domes at the last command after which they follow their telescopes; none at a start.
    var slavingMarks: [UUID: Int] = [:]
    /// The azimuths to which domes were last sent after their telescopes.
    var domeTargets: [UUID: Double] = [:]
    /// Why domes could not follow their telescopes, by telescope.
    var slavingFailures: [UUID: String] = [:]
    /// What the cameras take.
    var book = ExposureBook()
    /// Whether it is safe at each telescope, as it was last told.
    var safetyStates: [UUID: SafetyState] = [:]
    /// How old the values of the weather stations' sensors were at the last look, by device and property.
    var sensorAges: [UUID: [String: Duration]] = [:]
    /// Where devices may be; nowhere before the settings are known.
    var networks: AllowedNetworks?
    /// Who may know of a new telescope.
    var defaultVisibility = TelescopeVisibility.public
    /// How often states are published.
    var stateInterval = Duration.seconds(1)
    /// How long a movement may take.
    var longestMotion = Duration.seconds(300)
    // Counts the changes of `access`: what was read from the database before one is older than memory.
    private var accessChanges = 0

    /// Makes a coordinator that knows nothing yet.
    ///
    /// - Parameters:
    ///   - database: The node's pool.
    ///   - bus: Where events go.
    ///   - gatekeeper: Who the callers are.
    ///   - engine: An engine without devices, for this coordinator alone.
    ///   - archive: Where pictures are kept; without one there are no exposures.
    ///   - downloads: Lends pictures to clients; without one they cannot be fetched.
    ///   - time: The clock.
    ///   - logger: Where it logs.
    public init(
        database: PostgresPool, bus: MessageBus, gatekeeper: any Gatekeeper, engine: AlpacaEngine,
        archive: ImageArchive? = nil, downloads: (any DownloadDesk)? = nil, time: TimeSource = .system, logger: Logger
    ) {
        self.database = database
        self.bus = bus
        self.gatekeeper = gatekeeper
        self.engine = engine
        self.archive = archive
        self.downloads = downloads
        self.time = time
        self.logger = logger
        (changeSignals, changeSignal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Discovery, devices, movements and defaults.
    public static var settings: [AnySettingKey] { TelescopeSettings.all }

    /// As long as the longest movement, and a moment to see its end.
    public var longestWait: Duration { longestMotion + .seconds(15) }

    /// The devices, their movements and the database.
    public nonisolated var checks: [HealthCheck] {
        engine.checks + pictureChecks + [
            HealthCheck("database") { await self.databaseHealth() }, HealthCheck("limits") { await self.limitHealth() },
            HealthCheck("dome_slaving") { await self.slavingHealth() },
        ]
    }

    /// Loads what is known, closes the sessions that a crash left open and begins to connect the devices; waits for none.
    public func start() async throws {
        let left = try await queries.closeLeftSessions()
        if left > 0 { logger.warning("sessions left open were closed", metadata: ["sessions.count": "\(left)"]) }
        let open = try await queries.closeLeftExposures()
        if open > 0 { logger.warning("exposures left open were closed", metadata: ["exposures.count": "\(open)"]) }
        try await loadAccess()
        sessions = [:]
        for device in try await queries.allDevices() { await take(device) }
    }

    /// Publishes what happens to the devices, and reads again who may do what.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.followDevices() }
            group.addTask { try await self.publishStates() }
            group.addTask { try await self.publishChanges() }
            group.addTask { try await self.followSensors() }
            group.addTask { try await self.refreshAccess() }
            group.addTask { await self.removeLeftPictures() }
            try await group.waitForAll()
        }
    }

    /// Takes settings, and hands the engine its own.
    public func apply(_ settings: SettingsSnapshot) async {
        stateInterval = settings[TelescopeSettings.stateInterval]
        longestMotion = settings[TelescopeSettings.maxMotion]
        defaultVisibility =
            TelescopeVisibility(rawValue: settings[TelescopeSettings.defaultVisibility]) ?? .public
        networks = TelescopeSettings.networks(settings)
        archive?.update(minFreeSpace: Int64(settings[TelescopeSettings.minFreeSpace]))
        await engine.update(TelescopeSettings.configuration(settings))
    }

    /// Lets the devices go.
    public func stop() async {
        for task in chores.values { task.cancel() }
        await endExposures()
        do {
            try await engine.shutdown()
        } catch {
            logger.error("engine did not shut down", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// The statements over the pool.
    var queries: TelescopeQueries { TelescopeQueries(database) }

    /// Runs statements in one transaction.
    func transaction<Value: Sendable>(
        _ body: @Sendable (TelescopeQueries) async throws -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await database.withTransaction { try await body(TelescopeQueries($0)) }
        } catch {
            throw ServiceError(inTransaction: error)
        }
    }

    /// What decides about a caller's access.
    func rights(_ caller: Caller) -> CallerRights { CallerRights(of: caller, gatekeeper) }

    /// Changes who may do what, in memory.
    func changeAccess(_ change: (inout TelescopeAccess) -> Void) {
        accessChanges += 1
        change(&access)
    }

    /// Takes a site into memory, or out of it.
    func remember(_ site: ObservatorySite?, _ id: UUID) {
        accessChanges += 1
        sites[id] = site
    }

    /// Takes what is needed of a telescope into memory, or out of it.
    func remember(_ setup: TelescopeSetup?, of id: UUID) {
        accessChanges += 1
        setups[id] = setup
    }

    private func databaseHealth() async -> HealthCheckResult {
        do {
            _ = try await database.query("select 1")
            return HealthCheckResult(.healthy, "reachable")
        } catch {
            return HealthCheckResult(.degraded, "\(error)")
        }
    }

    private func loadAccess() async throws(ServiceError) {
        let before = accessChanges
        let configs = try await queries.allConfigs()
        let grants = try await queries.grants()
        let sites = try await queries.allSites()
        guard before == accessChanges else { return }
        access = TelescopeAccess(configs, grants)
        setups = [:]
        for config in configs { UUID(uuidString: config.id).map { setups[$0] = TelescopeSetup(config) } }
        self.sites = [:]
        for site in sites { UUID(uuidString: site.id).map { self.sites[$0] = ObservatorySite(site) } }
    }

    // Groups and users can be removed by others; the database removes their grants.
    private func refreshAccess() async throws {
        var isFailing = false
        while true {
            try await time.sleep(.seconds(60))
            do {
                try await loadAccess()
                isFailing = false
            } catch {
                if !isFailing {
                    logger.warning("access was not read again", metadata: ["error": "\(error.debugDescription)"])
                }
                isFailing = true
            }
        }
    }
}
