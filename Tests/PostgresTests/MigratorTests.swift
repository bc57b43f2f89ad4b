import FoundationEssentials
import Support
import Testing

@testable import Postgres

@Suite struct MigratorTests {
    private let first = Migration(version: 1, name: "0001_a.sql", sql: Data("create table a (id int);".utf8))
    private let second = Migration(
        version: 100, label: "2.0", name: "0100_b.sql",
        sql: Data("create table b (id int); insert into b values (1);".utf8))

    private func migrator(_ migrations: [Migration]) -> Migrator {
        Migrator(migrations: migrations, appliedBy: "node-1")
    }

    private func applied(_ migration: Migration, checksum: String? = nil) -> AppliedMigration {
        AppliedMigration(
            version: migration.version, name: migration.name, label: nil, checksum: checksum ?? migration.checksum,
            appliedAt: Date(), executionTime: .zero, appliedBy: "x")
    }

    @Test func missingNumbersBelowTheHighestAreAppliedInOrder() throws {
        let middle = Migration(version: 50, name: "0050_m.sql", sql: Data())
        let plan = try MigrationPlan([second, middle, first], applied: [applied(second)])
        #expect(plan.missing.map(\.version) == [1, 50])
    }

    @Test func aChangedFileIsNamed() {
        let error = #expect(throws: MigrationError.self) {
            try MigrationPlan([first], applied: [applied(first, checksum: "0000")])
        }
        guard case .changed("0001_a.sql", 1, "0000", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("0001_a.sql") == true)
    }

    @Test func aDatabaseThatIsNewerIsRefused() {
        let error = #expect(throws: MigrationError.self) {
            try MigrationPlan([first], applied: [applied(first), applied(second)])
        }
        guard case .newer([100]) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func twoFilesWithOneNumberAreRefused() {
        let twin = Migration(version: 1, name: "0001_z.sql", sql: Data())
        #expect(throws: MigrationError.self) { try MigrationPlan([first, twin], applied: []) }
    }

    @Test(arguments: ["users.sql", "", "0_zero.sql", "99999999999_big.sql", "-1_x.sql"])
    func aFileWithoutANumberIsRefused(file: String) {
        #expect(throws: MigrationError.self) { try Migration(file: file, sql: Data()) }
    }

    @Test func theNumberIsInTheName() throws {
        #expect(try Migration(file: "0101_users.sql", sql: Data()).version == 101)
    }

    @Test func eachMigrationIsAppliedOnceAndRecorded() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let records = try await migrator([second, first]).run(on: connection)
        #expect(records.map(\.version) == [1, 100])
        #expect(records.last?.label == "2.0")
        #expect(records.last?.checksum == second.checksum)
        #expect(records.last?.appliedBy == "node-1")
        #expect(try await migrator([second, first]).run(on: connection).isEmpty)
        let status = try await migrator([second, first]).status(on: connection)
        #expect(status.applied == records)
        #expect(status.missing.isEmpty)
        let timeout = try await connection.query("show statement_timeout").first
        #expect(try timeout?.decode(0, as: String.self) == "30s")
    }

    @Test func statusChangesNothing() async throws {
        let connection = try await TestDatabase.fresh().connect()
        #expect(try await migrator([first]).status(on: connection).missing == [first])
        let table = try await connection.query("select to_regclass('schema_migrations') is null as missing").first
        #expect(try table?.decode("missing", as: Bool.self) == true)
    }

    @Test func aMigrationThatFailsIsUndoneAndNamed() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let bad = Migration(version: 2, name: "0002_bad.sql", sql: Data("create table c (id int); selec;".utf8))
        let error = await #expect(throws: MigrationError.self) {
            try await migrator([first, bad, second]).run(on: connection)
        }
        #expect(error?.description.contains("0002_bad.sql") == true)
        let status = try await migrator([first, bad, second]).status(on: connection)
        #expect(status.applied.map(\.version) == [1])
        let table = try await connection.query("select to_regclass('c') is null as missing").first
        #expect(try table?.decode("missing", as: Bool.self) == true)
    }

    @Test func aMigrationMustNotEndItsTransaction() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let bad = Migration(version: 1, name: "0001_commit.sql", sql: Data("create table c (id int); commit;".utf8))
        let error = await #expect(throws: MigrationError.self) { try await migrator([bad]).run(on: connection) }
        guard case .endsTransaction("0001_commit.sql") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aUserWithoutRightsIsNamed() async throws {
        let database = try await TestDatabase.fresh()
        try await database.psql(
            "do $$ begin create role nobody_here login; exception when duplicate_object then null; end $$")
        var configuration = database.configuration
        configuration.user = "nobody_here"
        let connection = try await PostgresConnection.connect(configuration)
        let error = await #expect(throws: MigrationError.self) { try await migrator([first]).run(on: connection) }
        #expect(error?.description.contains("nobody_here") == true)
    }

    @Test func aReadOnlyDatabaseSaysSo() async throws {
        let database = try await TestDatabase.fresh()
        try await database.psql("alter database \(database.name) set default_transaction_read_only = on")
        let connection = try await database.connect()
        let error = await #expect(throws: MigrationError.self) { try await migrator([first]).run(on: connection) }
        guard case .readOnly = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func eightMigratorsAtOnceApplyEachMigrationOnce() async throws {
        let database = try await TestDatabase.fresh()
        let slow = (1...5).map { number in
            Migration(
                version: number, name: "000\(number)_x.sql",
                sql: Data("create table t\(number) (id int); select pg_sleep(0.02);".utf8))
        }
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try await migrator(slow).run(on: try await database.connect()).count }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.sorted() == [0, 0, 0, 0, 0, 0, 0, 5])
    }
}
