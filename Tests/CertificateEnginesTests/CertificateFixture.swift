import Access
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Synchronization

@testable import CertificateEngines

/// A database with the tables of certificates, and an engine over it, for one test.
struct CertificateFixture: Sendable {
    private static let template = Mutex<Task<String, any Error>?>(nil)

    let database: TestDatabase
    let pool: PostgresPool
    let secrets: SecretKeeper
    let clock: ManualTime
    let engine: TLSSecurityEngine

    /// Makes a database from the migrated template.
    ///
    /// - Parameters:
    ///   - clock: The engine's time.
    ///   - door: Where challenges are answered; without it no public authority is asked.
    /// - Returns: The engine and what it stands on.
    /// - Throws: `ServiceError` when there is no database.
    static func make(
        clock: ManualTime = ManualTime(), door: (any ChallengeDoor)? = nil
    ) async throws -> CertificateFixture {
        let server = try await PostgresServer.shared()
        let task = template.withLock { task in
            if let task { return task }
            let first = Task { try await migrated(server) }
            task = first
            return first
        }
        let database = try await server.database(template: try await task.value)
        let pool = PostgresPool(configuration: configuration(of: database), logger: Logger(label: "test"))
        let secrets = SecretKeeper(KeyRing(current: .random()))
        let logger = Logger(label: "test")
        let acme = door.map {
            ACMEClient(door: $0, accounts: StoredACMEAccounts(pool: pool, secrets: secrets), logger: logger)
        }
        let engine = TLSSecurityEngine(
            pool: pool, secrets: secrets, acme: acme, time: clock.source, logger: logger)
        return CertificateFixture(database: database, pool: pool, secrets: secrets, clock: clock, engine: engine)
    }

    /// Another node over the same database.
    func anotherEngine(_ secrets: SecretKeeper? = nil) -> TLSSecurityEngine {
        TLSSecurityEngine(
            pool: pool, secrets: secrets ?? self.secrets, time: clock.source, logger: Logger(label: "test"))
    }

    /// How a test connects to a database.
    static func configuration(of database: TestDatabase) -> PostgresConfiguration {
        PostgresConfiguration(
            host: database.host, port: database.port, database: database.name, user: database.user)
    }

    private static func migrated(_ server: PostgresServer) async throws -> String {
        let database = try await server.database()
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "sql").path
        for file in ["0001_coordinator_config.sql", "0104_certificates.sql", "0105_authority_replaced.sql"] {
            let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") ?? Data()
            try await database.psql("begin; " + String(decoding: bytes, as: UTF8.self) + "; commit")
        }
        return database.name
    }
}

/// What a piece of work fails with; nil when it succeeds.
func failure(_ work: () async throws -> Void) async -> ServiceError? {
    do {
        try await work()
        return nil
    } catch {
        return ServiceError(wrapping: error)
    }
}
