import Kernel
import Postgres
import Support

/// Prepared selects of one row on one connection, one by one and in pipeline mode; beside libpq in C.
struct PostgresBenchmark: Benchmark {
    let name = "postgres"

    private static let points = 1000
    private static let batch = 1000

    func rows(_ race: Race) async throws -> [Row] {
        let database = try await PostgresServer.shared().database()
        try await database.psql(
            """
            create table points (id integer primary key, name text not null);
            insert into points select number, 'point ' || number from generate_series(1, \(Self.points)) number
            """)
        try await database.psql("vacuum analyze points")
        let connection = try await PostgresConnection.connect(try PostgresConfiguration(url: database.url))
        let rows = [
            try await race.row(
                "select of one row, prepared", unit: "/s", target: .ratioAtLeast(0.8),
                peer: try libpq("select", database)
            ) { try await connection.lend { try await Self.selects($0) } },
            try await race.row(
                "the same in pipeline mode", unit: "/s", target: .ratioAtLeast(0.7),
                peer: try libpq("pipeline", database)
            ) { try await connection.lend { try await Self.pipelined($0) } },
        ]
        await connection.close()
        return rows
    }

    private func libpq(_ mode: String, _ database: TestDatabase) throws -> Race.Peer {
        let program = PeerProgram(
            program: try Companion.sibling("BenchmarkPeers"), arguments: [mode, database.url, "\(Self.points)", "1"])
        return Race.Peer(name: "libpq in C") { try await program.figure() }
    }

    private static func selects(_ connection: PostgresConnection) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        var sum = 0
        while clock.now - start < .seconds(1) {
            sum += try value(of: try await connection.query(select(count % points + 1)))
            count += 1
        }
        return try rate(count, sum, clock.now - start)
    }

    private static func pipelined(_ connection: PostgresConnection) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        var sum = 0
        while clock.now - start < .seconds(1) {
            for result in try await connection.pipeline((0..<batch).map { select($0 % points + 1) }) {
                sum += try value(of: result)
            }
            count += batch
        }
        return try rate(count, sum, clock.now - start)
    }

    private static func select(_ id: Int) -> SQL { "select id, name from points where id = \(id)" }

    /// Both columns, as the peer reads them.
    private static func value(of result: PostgresResult) throws -> Int {
        guard let row = result.first else { throw ServiceError(.internal, "a select found nothing") }
        return try row.decode("id", as: Int.self) + row.decode("name", as: String.self).utf8.count
    }

    private static func rate(_ count: Int, _ sum: Int, _ took: Duration) throws -> Double {
        guard sum > 0 else { throw ServiceError(.internal, "the selects found nothing") }
        return Double(count) / (took / .seconds(1))
    }
}
