import FoundationEssentials
import Kernel
import Logging
import Postgres
import Schema
import Settings

/// Brings the database to this program's schema, or waits until another node has.
struct SchemaKeeper: Sendable {
    private let configuration: ServerConfiguration
    private let database: DatabaseAccess
    private let time: TimeSource
    private let logger: Logger
    private let limit: Duration = .seconds(30)

    init(_ configuration: ServerConfiguration, _ database: DatabaseAccess, time: TimeSource, logger: Logger) {
        self.configuration = configuration
        self.database = database
        self.time = time
        self.logger = logger
    }

    /// Applies what is missing on a node with the bootstrap coordinator; elsewhere waits for a complete schema.
    ///
    /// - Returns: What was applied.
    /// - Throws: `MigrationError`, or `ServerExit` when the database or the schema is not there in time.
    @discardableResult
    func settle() async throws -> [AppliedMigration] {
        guard !configuration.skipsMigrations else { return [] }
        let connection = try await connect()
        do {
            let migrator = Migrator(migrations: try migrations(), appliedBy: "bigskies \(configuration.node)")
            let applied: [AppliedMigration]
            if configuration.hosts("bootstrap") {
                applied = try await migrator.run(on: connection)
            } else {
                try await wait(for: migrator, on: connection)
                applied = []
            }
            await connection.close()
            for migration in applied {
                logger.info("migration applied", metadata: ["migration": "\(migration.name)"])
            }
            return applied
        } catch {
            await connection.close()
            throw error
        }
    }

    private func connect() async throws -> PostgresConnection {
        let end = time.now() + limit
        do {
            return try await retrying(
                Backoff(cap: .seconds(1)), time: time,
                on: { error in
                    guard let error = error as? PostgresError, Self.mayPass(error) else { return .stop }
                    return time.now() < end ? .again : .stop
                },
                { try await PostgresConnection.connect(database.configuration) })
        } catch let error as PostgresError {
            throw ServerExit(
                .unavailable,
                "the database \(database.configuration) cannot be used: \(error.debugDescription.onOneLine)")
        }
    }

    // Class 57P: the server is starting or stopping. A refused login stays refused.
    private static func mayPass(_ error: PostgresError) -> Bool {
        switch error.kind {
        case .connection: error.sqlState.map { $0.hasPrefix("57P") || $0.hasPrefix("08") } ?? true
        case .timeout: true
        case .server(let state): state.hasPrefix("57P")
        default: false
        }
    }

    private func wait(for migrator: Migrator, on connection: PostgresConnection) async throws {
        let end = time.now() + limit
        while try await !migrator.status(on: connection).missing.isEmpty {
            guard time.now() < end else {
                throw ServerExit(
                    .temporary,
                    "the schema is not complete; run `bigskies bootstrap` or start a node with the bootstrap coordinator"
                )
            }
            try await time.sleep(.milliseconds(500))
        }
    }

    private func migrations() throws -> [Migration] {
        guard let own = configuration.migrations else {
            return try Schema.files.map { try Migration(file: $0.name, sql: Data($0.bytes)) }
        }
        return try own.entries.enumerated().map { index, entry in
            let path = own.directory + "/" + entry.file
            guard let sql = FileManager.default.contents(atPath: path) else {
                throw ServerExit(.noInput, "the migration \(path) cannot be read; check migrations.directory")
            }
            return Migration(version: index + 1, label: entry.version, name: entry.file, sql: sql)
        }
    }
}
