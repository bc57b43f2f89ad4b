import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import ImagingEngines
import Kernel
import Logging
import Messaging
import Postgres
import Settings
import Support
import Synchronization
import TelescopeCoordination
import Testing

/// A telescope coordinator at work over a real database, asked over a bus.
struct Observatory: Sendable {
    let database: TestDatabase
    let pool: PostgresPool
    let bus: MessageBus
    let gatekeeper: FakeGatekeeper
    let admin: Caller
    let host: CoordinatorHost<TelescopeCoordinator>
    let coordinator: TelescopeCoordinator

    /// Runs a piece of work in an observatory of its own.
    static func open(
        on server: PostgresServer? = nil, _ body: @Sendable @escaping (Observatory) async throws -> Void
    ) async throws {
        let common: PostgresServer
        if let server { common = server } else { common = try await PostgresServer.shared() }
        let database = try await common.database()
        try await lay(database)
        try await run(on: database, body)
    }

    /// Makes the tables in an empty database.
    static func lay(_ database: TestDatabase) async throws {
        for file in try migrations() { try await database.psql(file) }
        // A machine that runs all tests at once keeps the simulators waiting for longer than an observatory would.
        try await database.psql(
            """
            insert into coordinator_config (coordinator_name, config_key, config_value, config_type)
            values ('telescope-coordinator', 'poll_timeout', '10', 'duration')
            """)
    }

    /// Runs a piece of work in an observatory over a database that is laid already.
    static func run(
        on database: TestDatabase, _ body: @Sendable @escaping (Observatory) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let pool = PostgresPool(
            configuration: try PostgresConfiguration(url: database.url), limits: PoolLimits(), logger: logger)
        let bus = MessageBus(space: try TopicSpace(), families: ["telescope"], logger: logger)
        let gatekeeper = FakeGatekeeper()
        let settings = SettingsStore(pool, logger: logger)
        let environment = HostEnvironment(
            bus: bus, gatekeeper: gatekeeper, audit: NoAudit(), settings: settings, logger: logger)
        let pictures = "/tmp/bigskies-pictures-" + Identifier.hex(8)
        // There is none when no test took a picture.
        defer { try? FileManager.default.removeItem(atPath: pictures) }
        var configuration = AlpacaConfiguration()
        configuration.stateInterval = .milliseconds(200)
        let coordinator = TelescopeCoordinator(
            database: pool, bus: bus, gatekeeper: gatekeeper,
            engine: AlpacaEngine(configuration: configuration, logger: logger),
            archive: ImageArchive(directory: pictures, minFreeSpace: 0), downloads: FakeDesk(), logger: logger)
        let host = try CoordinatorHost(coordinator, in: environment)
        let admin = try await person("root-\(Identifier.hex(6))", .admin, database, gatekeeper)
        let observatory = Observatory(
            database: database, pool: pool, bus: bus, gatekeeper: gatekeeper, admin: admin, host: host,
            coordinator: coordinator)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await pool.run() }
            try await host.start()
            group.addTask { try await host.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(observatory)) } catch { result = .failure(error) }
            await host.stop()
            group.cancelAll()
            while await group.nextResult() != nil {}
            try result.get()
        }
    }

    /// A user with an account.
    func person(
        _ name: String, _ role: FakeGatekeeper.Role, groups: Set<UUID> = []
    ) async throws -> Caller {
        try await Self.person(name, role, database, gatekeeper, groups: groups)
    }

    /// Sends a command as it would come from the wire and returns the typed reply.
    func ask<Response: Decodable & Sendable>(
        _ route: String, _ request: JSONValue, as type: Response.Type, from caller: Caller
    ) async throws -> Response {
        try await bus.ask("telescope/" + route, request, as: type, from: caller)
    }

    /// The code with which a command is refused; nil when it is not.
    func refusal(_ route: String, _ request: JSONValue, from caller: Caller) async -> ServiceError? {
        do {
            _ = try await bus.ask("telescope/" + route, request, as: Refused.self, from: caller)
            return nil
        } catch let error as ServiceError {
            // The reply's type is not asked for here: being of another type means that it was a success.
            return error.code == .internal && error.message.contains("another type") ? nil : error
        } catch {
            return ServiceError(wrapping: error)
        }
    }

    /// How a telescope is, once it is as wanted; asked again and again, ten seconds at most.
    func status(
        of id: JSONValue, from caller: Caller, once isWanted: (StatusResponse) -> Bool
    ) async throws -> StatusResponse {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            let status = try await ask("status/get", ["telescope_id": id], as: StatusResponse.self, from: caller)
            if isWanted(status) || ContinuousClock.now > deadline { return status }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// A telescope that belongs to a caller.
    func telescope(
        of caller: Caller, _ visibility: String = "public", _ more: [String: JSONValue] = [:]
    ) async throws -> JSONValue {
        let fields: [String: JSONValue] = [
            "name": .string("t-" + Identifier.hex(6)), "mount_type": "equatorial", "visibility": .string(visibility),
        ]
        let made = try await ask(
            "config/create", .object(fields.merging(more) { $1 }), as: ConfigResponse.self, from: caller)
        return .string(made.id)
    }

    /// Attaches device 0 of a type, a mount with the telescope's site.
    @discardableResult
    func attach(_ type: String, to id: JSONValue, at url: String, from caller: Caller) async throws -> JSONValue {
        var fields: [String: JSONValue] = [
            "telescope_id": id, "server_url": .string(url), "device_type": .string(type), "device_number": 0,
        ]
        if type == "telescope" { fields["sync_site"] = true }
        let attached = try await ask("device/attach", .object(fields), as: DeviceAttachResponse.self, from: caller)
        #expect(attached.connected && attached.siteSync?.synced ?? true, "\(attached.siteSync?.error ?? "")")
        return .string(attached.deviceID)
    }

    private struct Refused: Codable, Sendable {}

    private static func person(
        _ name: String, _ role: FakeGatekeeper.Role, _ database: TestDatabase, _ gatekeeper: FakeGatekeeper,
        groups: Set<UUID> = []
    ) async throws -> Caller {
        let id = UUID()
        try await database.psql(
            "insert into users (id, username, email, password_hash) values ('\(id.text)', '\(name)', '\(name)@x', 'x')")
        gatekeeper.enter(id, role, groups: groups)
        return Caller(principal: .user(id), name: name, door: .process)
    }

    private static func migrations() throws -> [String] {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
        let folder = root + "/sql"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            let bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
            return "begin; " + String(decoding: bytes, as: UTF8.self) + " ; commit;"
        }
    }
}
