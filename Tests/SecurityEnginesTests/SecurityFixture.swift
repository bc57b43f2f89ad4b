import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Synchronization

@testable import SecurityEngines

/// A database with the security tables, and the engines over it, for one test.
struct SecurityFixture: Sendable {
    private static let template = Mutex<Task<String, any Error>?>(nil)
    static let password = "correct horse battery"
    /// The cheapest hashes there are.
    static let policy = SecurityPolicy(bcryptCost: 4)

    let database: TestDatabase
    let pool: PostgresPool
    let clock: ManualTime
    let secrets: SecretKeeper
    let gatekeeper: SnapshotGatekeeper
    let tokens: AppSecurityEngine
    let accounts: AccountSecurityEngine

    /// Makes a database from the migrated template.
    static func make(policy: SecurityPolicy = policy) async throws -> SecurityFixture {
        let server = try await PostgresServer.shared()
        let task = template.withLock { task in
            if let task { return task }
            let first = Task { try await migrated(server) }
            task = first
            return first
        }
        let database = try await server.database(template: try await task.value)
        let logger = Logger(label: "test")
        let pool = Self.pool(of: database)
        let clock = ManualTime()
        let secrets = SecretKeeper(KeyRing(current: .random()))
        let gatekeeper = SnapshotGatekeeper(
            .empty, loader: .database(pool, secrets), listener: nil, prefix: Cast.prefix, time: clock.source,
            logger: logger)
        let tokens = AppSecurityEngine(
            pool: pool, gatekeeper: gatekeeper, secrets: secrets, time: clock.source, logger: logger)
        let accounts = AccountSecurityEngine(pool: pool, secrets: secrets, time: clock.source, logger: logger)
        await tokens.apply(policy)
        await accounts.apply(policy)
        try await tokens.prepare()
        return SecurityFixture(
            database: database, pool: pool, clock: clock, secrets: secrets, gatekeeper: gatekeeper, tokens: tokens,
            accounts: accounts)
    }

    private static func migrated(_ server: PostgresServer) async throws -> String {
        let database = try await server.database()
        try await migrate(database)
        return database.name
    }

    /// A database with the tables on a server of its own, for tests that stop it; remove the server at the end.
    static func onServerOfItsOwn() async throws -> (database: TestDatabase, pool: PostgresPool) {
        let database = try await PostgresServer.started().database()
        try await migrate(database)
        return (database, pool(of: database))
    }

    private static func pool(of database: TestDatabase) -> PostgresPool {
        PostgresPool(
            configuration: PostgresConfiguration(
                host: database.host, port: database.port, database: database.name, user: database.user),
            logger: Logger(label: "test"))
    }

    /// Lays the tables.
    static func migrate(_ database: TestDatabase) async throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "sql").path
        for file in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        where file < "0021" || file.hasPrefix("01") {
            let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") ?? Data()
            try await database.psql("begin; " + String(decoding: bytes, as: UTF8.self) + "; commit")
        }
    }

    /// An account that can log in.
    func user(_ name: String, roles: [String] = []) async throws -> UUID {
        let user = try await accounts.create(
            CreateUserRequest(username: name, email: "\(name)@example.org", password: Self.password, roles: roles))
        try await gatekeeper.reload()
        guard let id = UUID(uuidString: user.id) else { throw ServiceError(.internal, "no id") }
        return id
    }

    /// A login of an account, with the password that accounts are made with.
    func login(_ user: UUID) async throws -> IssuedTokens {
        let name = try await accounts.user(user).username
        return try await tokens.open(
            for: try await accounts.authenticate(username: name, password: Self.password, at: .control))
    }

    /// The clock of the tokens, with sleeps that are real.
    var timeOfNow: TimeSource {
        TimeSource(now: TimeSource.system.now, sleep: TimeSource.system.sleep, date: clock.source.date)
    }

    /// Whether a token is believed.
    func isValid(_ token: String) -> Bool {
        (try? tokens.validate(token)) != nil  // the refusal is the answer
    }
}

/// The code that a piece of work fails with; nil when it succeeds.
func failure(_ work: () async throws -> Void) async -> ServiceError? {
    do {
        try await work()
        return nil
    } catch {
        return ServiceError(wrapping: error)
    }
}
