import FoundationEssentials
import Kernel
import Postgres
import Secrets
import Settings
import Support
import Testing

@Suite(.timeLimit(.minutes(2))) struct SettingsStoreTests {
    private static let name = "telescope-coordinator"
    private let port = SettingKey(
        "discovery_port", default: 32227, valid: 1...65535, description: "where devices answer")
    private let timeout = SettingKey(
        "poll_timeout", default: Duration.seconds(2), valid: .milliseconds(100) ... .seconds(60))
    private let token = SettingKey("weather_token", default: "", isSecret: true)

    private var keys: [AnySettingKey] { [AnySettingKey(port), AnySettingKey(timeout), AnySettingKey(token)] }

    /// Runs a body with a database that has the tables and with a connection to it.
    private func withDatabase(_ body: (TestDatabase, PostgresConnection) async throws -> Void) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let schema = try Data(contentsOf: root.appending(path: "sql/0001_coordinator_config.sql"))
        let database = try await PostgresServer.shared().database()
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: database.url))
        try await connection.run(script: String(decoding: schema, as: UTF8.self))
        try await body(database, connection)
        await connection.close()
    }

    /// A store with the keys of this suite.
    private func store(_ connection: PostgresConnection) async throws -> SettingsStore {
        let store = SettingsStore(connection, secrets: SecretKeeper(KeyRing(current: .random())))
        try await store.register(Self.name, keys: keys)
        return store
    }

    @Test func withoutRowsTheDefaultsAreInForce() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            let snapshot = await store.snapshot(for: Self.name)
            #expect(snapshot[port] == 32227)
            #expect(snapshot[timeout] == .seconds(2))
        }
    }

    @Test func anUpdateIsAppliedWrittenAndRecorded() async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            let update = try await store.update(Self.name, key: "poll_timeout", to: "1m", by: "node:dome")
            #expect(update == SettingUpdate(old: 2, new: 60))
            #expect(await store.snapshot(for: Self.name)[timeout] == .seconds(60))
            let row = try await database.psql(
                "SELECT config_value, config_type, updated_by FROM coordinator_config WHERE config_key = 'poll_timeout'"
            )
            #expect(row.contains("60|duration|node:dome"))
            _ = try await store.update(Self.name, key: "poll_timeout", to: 0.5, by: "eve")
            let history = try await store.history(Self.name, key: "poll_timeout")
            #expect(history.map(\.operation) == [.update, .insert])
            #expect(history.map(\.oldValue) == [60, nil])
            #expect(history.map(\.newValue) == [0.5, 60])
            #expect(history.map(\.changedBy) == ["eve", "node:dome"])
        }
    }

    @Test func anotherStoreSeesAnUpdateAfterLoading() async throws {
        try await withDatabase { _, connection in
            let one = try await store(connection)
            let two = try await store(connection)
            _ = try await one.update(Self.name, key: "discovery_port", to: 4000, by: "eve")
            #expect(await two.snapshot(for: Self.name)[port] == 32227)
            try await two.load(Self.name)
            #expect(await two.snapshot(for: Self.name)[port] == 4000)
        }
    }

    @Test func changesBeginWithThePresentValuesAndFollowUpdates() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            let changes = await store.changes(for: Self.name)
            #expect(await changes.next()?[port] == 32227)
            _ = try await store.update(Self.name, key: "discovery_port", to: 4000, by: "eve")
            #expect(await changes.next()?[port] == 4000)
        }
    }

    @Test(
        arguments: [
            ("discovery_port", 0, .invalidRequest), ("discovery_port", "4000", .invalidRequest),
            ("discovery_prot", 4000, .notFound),
        ] as [(String, JSONValue, ServiceError.Code)])
    func aValueThatIsRefusedChangesNothing(key: String, value: JSONValue, code: ServiceError.Code) async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            let error = await #expect(throws: ServiceError.self) {
                try await store.update(Self.name, key: key, to: value, by: "eve")
            }
            #expect(error?.code == code)
            #expect(await store.snapshot(for: Self.name)[port] == 32227)
            let rows = try await database.psql(
                "SELECT (SELECT count(*) FROM coordinator_config) + (SELECT count(*) FROM coordinator_config_history)")
            #expect(rows.contains("0"))
        }
    }

    @Test func anUnknownKeyNamesTheNearestOne() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            let error = await #expect(throws: ServiceError.self) {
                try await store.values(Self.name, key: "discovery_prot")
            }
            #expect(error?.message == "no setting discovery_prot, did you mean discovery_port")
        }
    }

    @Test func aRowThatTheKeyRefusesKeepsTheLastGoodValue() async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            _ = try await store.update(Self.name, key: "discovery_port", to: 4000, by: "eve")
            try await database.psql("UPDATE coordinator_config SET config_value = '\"many\"', updated_by = NULL")
            try await store.load()
            #expect(await store.snapshot(for: Self.name)[port] == 4000)
            try await database.psql("UPDATE coordinator_config SET config_value = '5000'")
            try await store.load()
            #expect(await store.snapshot(for: Self.name)[port] == 5000)
            #expect(try await store.history(Self.name).first?.changedBy == "sql:bigskies")
        }
    }

    @Test func aRowThatIsWrongFromTheBeginningLeavesTheDefault() async throws {
        try await withDatabase { database, connection in
            try await database.psql(
                """
                INSERT INTO coordinator_config (coordinator_name, config_key, config_value, config_type)
                VALUES ('telescope-coordinator', 'discovery_port', '70000', 'int')
                """)
            #expect(try await store(connection).snapshot(for: Self.name)[port] == 32227)
        }
    }

    @Test func aRowThatIsDeletedBringsTheDefaultBackAndLeavesItsHistory() async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            _ = try await store.update(Self.name, key: "discovery_port", to: 4000, by: "eve")
            try await database.psql("DELETE FROM coordinator_config")
            try await store.load()
            #expect(await store.snapshot(for: Self.name)[port] == 32227)
            let history = try await store.history(Self.name)
            #expect(history.first?.operation == .delete)
            #expect(history.first?.oldValue == 4000)
        }
    }

    @Test func aSecretIsMaskedEverywhereAndItsHistoryHasNoValues() async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            let update = try await store.update(Self.name, key: "weather_token", to: "hunter2", by: "eve")
            #expect(update.new != "hunter2")
            #expect(await store.snapshot(for: Self.name)[token] == "hunter2")
            #expect(try await store.values(Self.name, key: "weather_token").first?.value == update.new)
            let history = try #require(try await store.history(Self.name).first)
            #expect(history.operation == .insert)
            #expect(history.newValue == nil)
            let recorded = try await database.psql("SELECT * FROM coordinator_config_history")
            #expect(!recorded.contains("hunter2"))
        }
    }

    @Test func valuesDescribeEverySetting() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            _ = try await store.update(Self.name, key: "poll_timeout", to: 3, by: "eve")
            let values = try await store.values(Self.name)
            #expect(values.map(\.key) == ["discovery_port", "poll_timeout", "weather_token"])
            #expect(values[0].updatedBy == nil)
            #expect(values[0].description == "where devices answer")
            #expect(values[1].value == 3)
            #expect(values[1].defaultValue == 2)
            #expect(values[1].type == .duration)
            #expect(values[1].updatedBy == "eve")
            #expect(values[1].updatedAt != nil)
            #expect(values[2].isSecret)
        }
    }

    @Test func everyWriteTellsTheOtherNodesWhichCoordinator() async throws {
        try await withDatabase { database, connection in
            let store = try await store(connection)
            _ = try await store.update(Self.name, key: "poll_timeout", to: 3, by: "eve")
            let heard = try await database.psql(
                "LISTEN bigskies_config; UPDATE coordinator_config SET config_value = '4'; SELECT 1")
            #expect(heard.contains("\"bigskies_config\" with payload \"telescope-coordinator\""))
        }
    }

    @Test func updatesAtOnceLeaveTheStoreWithWhatTheDatabaseHas() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            await withTaskGroup { group in
                for port in 1...50 {
                    group.addTask {
                        // What fails shows in the values below.
                        _ = try? await store.update(
                            Self.name, key: "discovery_port", to: .integer(Int64(port)), by: "eve")
                    }
                }
            }
            let inForce = await store.snapshot(for: Self.name)[port]
            try await store.load()
            #expect(await store.snapshot(for: Self.name)[port] == inForce)
            #expect(try await store.history(Self.name, limit: 1000).count == 50)
        }
    }

    @Test func whenTheDatabaseIsAwayAnUpdateSaysSoAndChangesNothing() async throws {
        try await withDatabase { _, connection in
            let store = try await store(connection)
            await connection.close()
            let error = await #expect(throws: ServiceError.self) {
                try await store.update(Self.name, key: "discovery_port", to: 4000, by: "eve")
            }
            #expect(error?.code == .unavailable)
            #expect(await store.snapshot(for: Self.name)[port] == 32227)
        }
    }
}
