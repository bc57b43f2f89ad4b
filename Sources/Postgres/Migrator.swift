import FoundationEssentials
import Kernel

/// Brings the schema of a database up to date: forward only, each migration in one transaction with its record, all
/// under one advisory lock, so that any number of nodes may start at once.
public struct Migrator: Sendable {
    /// The advisory lock of all migrators ("bigskies" in ASCII).
    static let lock: Int64 = 0x6269_6773_6b69_6573

    private let migrations: [Migration]
    private let appliedBy: String
    private let lockTimeout: Duration
    private let statementTimeout: Duration

    /// Describes the wanted schema.
    /// - Parameters:
    ///   - migrations: All migrations that the program knows, in any order.
    ///   - appliedBy: Who is recorded, such as the name of the node.
    ///   - lockTimeout: How long others may hold the lock.
    ///   - statementTimeout: How long one migration may take.
    public init(
        migrations: [Migration], appliedBy: String, lockTimeout: Duration = .seconds(600),
        statementTimeout: Duration = .seconds(3600)
    ) {
        self.migrations = migrations
        self.appliedBy = appliedBy
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
    }

    /// Applies what is missing and returns the records of what was applied now.
    /// - Throws: `MigrationError`; migrations applied before the failure stay applied.
    public func run(on connection: PostgresConnection) async throws(MigrationError) -> [AppliedMigration] {
        try await mapped(connection) { () throws(PostgresError) in
            // The server's own limit would end the wait for the lock and long migrations; this client's limits hold.
            try await connection.run(script: "set statement_timeout = 0")
        }
        do throws(PostgresError) {
            _ = try await connection.query("select pg_advisory_lock(\(Self.lock))::text", timeout: lockTimeout)
        } catch {
            throw error.kind == .timeout ? .locked(error) : .database(error)
        }
        let outcome: Result<[AppliedMigration], MigrationError>
        do throws(MigrationError) {
            outcome = .success(try await runLocked(on: connection))
        } catch {
            outcome = .failure(error)
        }
        do throws(PostgresError) {
            // Also after a cancellation, which would refuse statements of this task.
            try await connection.release(Self.lock)
        } catch {
            // The lock ends with its session.
            await connection.close()
        }
        return try outcome.get()
    }

    /// Says how far a database is, without changing it.
    /// - Throws: `MigrationError`, also for a changed file and a database that is newer.
    public func status(on connection: PostgresConnection) async throws(MigrationError) -> MigrationStatus {
        let exists = try await mapped(connection) { () throws(PostgresError) in
            try await connection.query("select to_regclass('schema_migrations') is not null as found")
                .first?.decode("found", as: Bool.self)
        }
        let applied = exists == true ? try await records(on: connection) : []
        return MigrationStatus(applied: applied, missing: try MigrationPlan(migrations, applied: applied).missing)
    }

    private func runLocked(on connection: PostgresConnection) async throws(MigrationError) -> [AppliedMigration] {
        let isReadOnly = try await mapped(connection) { () throws(PostgresError) in
            try await connection.query(
                """
                select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only
                """
            ).first?.decode("read_only", as: Bool.self)
        }
        guard isReadOnly == false else { throw .readOnly }
        try await createTable(on: connection)
        let plan = try MigrationPlan(migrations, applied: try await records(on: connection))
        var applied: [AppliedMigration] = []
        for migration in plan.missing { applied.append(try await apply(migration, on: connection)) }
        return applied
    }

    private func createTable(on connection: PostgresConnection) async throws(MigrationError) {
        guard
            try await mapped(
                connection,
                { () throws(PostgresError) in
                    try await connection.query("select to_regclass('schema_migrations') is null as missing")
                        .first?.decode("missing", as: Bool.self)
                }) == true
        else { return }
        try await mapped(connection) { () throws(PostgresError) in
            _ = try await connection.execute(
                """
                create table schema_migrations (
                    version integer primary key,
                    name text not null,
                    label text,
                    checksum text not null,
                    applied_at timestamptz not null default now(),
                    execution_time_ms integer not null,
                    applied_by text not null
                )
                """)
        }
    }

    private func records(on connection: PostgresConnection) async throws(MigrationError) -> [AppliedMigration] {
        try await mapped(connection) { () throws(PostgresError) in
            var records: [AppliedMigration] = []
            for row in try await connection.query(
                """
                select version, name, label, checksum, applied_at, execution_time_ms, applied_by
                from schema_migrations order by version
                """)
            { records.append(try AppliedMigration(row)) }
            return records
        }
    }

    private func apply(
        _ migration: Migration, on connection: PostgresConnection
    ) async throws(MigrationError) -> AppliedMigration {
        guard let script = String(validating: migration.sql, as: UTF8.self) else { throw .unreadable(migration.name) }
        do {
            return try await connection.transaction { [appliedBy, statementTimeout] transaction in
                let start = ContinuousClock.now
                try await transaction.run(script: script, timeout: statementTimeout)
                guard await connection.isInTransaction else {
                    throw MigrationError.endsTransaction(file: migration.name)
                }
                let milliseconds = PostgresConfiguration.milliseconds(ContinuousClock.now - start)
                let rows = try await transaction.query(
                    """
                    insert into schema_migrations (version, name, label, checksum, execution_time_ms, applied_by)
                    values (\(migration.version), \(migration.name), \(migration.label), \(migration.checksum),
                            \(milliseconds), \(appliedBy))
                    returning version, name, label, checksum, applied_at, execution_time_ms, applied_by
                    """)
                guard let row = rows.first else { throw PostgresError(.decoding, "the record was not written") }
                return try AppliedMigration(row)
            }
        } catch let error as MigrationError {
            throw error
        } catch let error as PostgresError {
            throw error.sqlState == "42501" ? forbidden(on: connection) : .failed(file: migration.name, error)
        } catch {
            throw .failed(file: migration.name, PostgresError(.cancelled, String(reflecting: error)))
        }
    }

    private func mapped<Value: Sendable>(
        _ connection: PostgresConnection, _ work: () async throws(PostgresError) -> Value
    ) async throws(MigrationError) -> Value {
        do throws(PostgresError) {
            return try await work()
        } catch {
            switch error.sqlState {
            case "25006": throw .readOnly
            case "42501": throw forbidden(on: connection)
            default: throw .database(error)
            }
        }
    }

    private func forbidden(on connection: PostgresConnection) -> MigrationError {
        .forbidden(user: connection.configuration.user, database: connection.configuration.database)
    }
}
