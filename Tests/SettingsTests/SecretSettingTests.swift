import FoundationEssentials
import Kernel
import Postgres
import Secrets
import Settings
import Support
import Testing

/// Secret settings: nobody who reads the database reads them.
@Suite(.timeLimit(.minutes(2))) struct SecretSettingTests {
    private static let name = "telescope-coordinator"
    private let token = SettingKey("weather_token", default: "", isSecret: true)
    private let secrets = SecretKeeper(KeyRing(current: .random()))

    private func withStore(_ body: (TestDatabase, PostgresConnection, SettingsStore) async throws -> Void) async throws
    {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let schema = try Data(contentsOf: root.appending(path: "sql/0001_coordinator_config.sql"))
        let database = try await PostgresServer.shared().database()
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: database.url))
        try await connection.run(script: String(decoding: schema, as: UTF8.self))
        try await body(database, connection, try await store(connection, secrets))
        await connection.close()
    }

    private func store(_ connection: PostgresConnection, _ secrets: SecretKeeper?) async throws -> SettingsStore {
        let store = SettingsStore(connection, secrets: secrets)
        try await store.register(Self.name, keys: [AnySettingKey(token)])
        return store
    }

    @Test func aSecretIsEncryptedInTheTableAndReadBackByAnotherNode() async throws {
        try await withStore { database, connection, store in
            let update = try await store.update(Self.name, key: "weather_token", to: "hunter2", by: "eve")
            #expect(update.new == "********")
            let dump = try await database.psql(
                "select row_to_json(c) from coordinator_config c; select row_to_json(h) from coordinator_config_history h"
            )
            #expect(!dump.contains("hunter2") && !dump.contains(Data("hunter2".utf8).base64EncodedString()))
            #expect(dump.contains("bs1.\(secrets.ring.current.id)."))
            let other = try await self.store(connection, secrets)
            #expect(await other.snapshot(for: Self.name)[token] == "hunter2")
            #expect(try await other.values(Self.name, key: "weather_token").first?.value == "********")
        }
    }

    @Test func aSecretThatWasMovedWrittenOpenlyOrMadeUnderAnotherKeyIsNotTaken() async throws {
        try await withStore { database, connection, store in
            _ = try await store.update(Self.name, key: "weather_token", to: "hunter2", by: "eve")
            let stranger = try await self.store(connection, SecretKeeper(KeyRing(current: .random())))
            #expect(await stranger.snapshot(for: Self.name)[token] == "")
            try await database.psql("update coordinator_config set config_value = '\"open\"'")
            try await store.load()
            #expect(await store.snapshot(for: Self.name)[token] == "hunter2", "the last good value stays")
            #expect(await (try self.store(connection, secrets)).snapshot(for: Self.name)[token] == "")
            let elsewhere = try secrets.seal(
                Data("\"stolen\"".utf8), for: "coordinator_config/x-coordinator/weather_token")
            try await database.psql(
                "update coordinator_config set config_value = to_jsonb('\(elsewhere.text)'::text)")
            #expect(await (try self.store(connection, secrets)).snapshot(for: Self.name)[token] == "")
        }
    }

    @Test func withoutKeysASecretIsNotWritten() async throws {
        try await withStore { database, connection, _ in
            let store = try await self.store(connection, nil)
            let error = await #expect(throws: ServiceError.self) {
                try await store.update(Self.name, key: "weather_token", to: "hunter2", by: "eve")
            }
            #expect(error?.code == .unavailable)
            #expect(try await database.psql("select count(*) from coordinator_config") == "0")
        }
    }

    @Test func aSecretIsReadAgainAfterTheKeysWereRotated() async throws {
        try await withStore { _, connection, store in
            _ = try await store.update(Self.name, key: "weather_token", to: "hunter2", by: "eve")
            let rotated = try await self.store(connection, SecretKeeper(secrets.ring.rotated()))
            #expect(await rotated.snapshot(for: Self.name)[token] == "hunter2")
        }
    }
}
