import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Support
import Testing

@testable import ApplicationCoordination

@Suite(.timeLimit(.minutes(2))) struct ServiceTableTests {
    @Test func rowsComeBackAsTheyWentIn() async throws {
        let database = try await PostgresServer.shared().database()
        for file in ["0001_coordinator_config.sql", "0030_services.sql"] {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let sql = try String(contentsOf: root.appending(path: "sql/\(file)"), encoding: .utf8)
            try await database.psql(sql)
        }
        let pool = PostgresPool(
            configuration: try PostgresConfiguration(url: database.url),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let table = ServiceTable.postgres(pool)
        let date = Date(timeIntervalSince1970: 1_768_597_445.25)
        var entry = ServiceEntry(
            id: "guider", name: "Güider", status: .unknown, endpoint: "http://h:1", registeredAt: date,
            metadata: ["version": "1", "n": 2])
        try await table.save(entry)
        #expect(try await table.load() == [entry])
        entry.name = "Guider"
        try await table.save(entry)
        #expect(try await table.load() == [entry])
        entry.status = .healthy
        entry.lastHeartbeat = date.addingTimeInterval(1)
        var stranger = entry
        stranger.id = "stranger"
        try await table.touch([entry, stranger])
        #expect(try await table.load() == [entry])
        try await table.remove("guider")
        #expect(try await table.load().isEmpty)
        await pool.shutdown()
    }
}
