import FoundationEssentials
import Kernel
import Support
import Testing

@testable import Postgres

@Suite struct ConnectionTests {
    @Test func valuesOfEveryTypeComeBackAsTheyWent() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let id = UUID()
        let date = Date(timeIntervalSince1970: 1_768_597_445.123456)
        let json: JSONValue = ["a": [1, 2.5, "ä", nil, true]]
        _ = try await connection.query(
            """
            create table everything (flag bool, small int2, medium int4, big int8, real float8, name text, id uuid,
                at timestamptz, bytes bytea, document jsonb, names text[], ids uuid[], numbers int8[], nothing text)
            """)
        let inserted = try await connection.execute(
            """
            insert into everything values (\(true), \(7), \(Int32.min), \(Int64.max), \(0.1), \("ä'\\\"🙂"), \(id),
                \(date), \(Data([0, 1, 255])), \(json), \(["x", "y,\"z"]), \([id]), \([1, -2]), \(String?.none))
            """)
        #expect(inserted == 1)
        let row = try #require(try await connection.query("select * from everything").first)
        #expect(try row.decode("flag", as: Bool.self))
        #expect(try row.decode("small", as: Int.self) == 7)
        #expect(try row.decode("medium", as: Int32.self) == .min)
        #expect(try row.decode("big", as: Int64.self) == .max)
        #expect(try row.decode("real", as: Double.self) == 0.1)
        #expect(try row.decode("name", as: String.self) == "ä'\\\"🙂")
        #expect(try row.decode("id", as: UUID.self) == id)
        let read = try row.decode("at", as: Date.self)
        #expect(abs(read.timeIntervalSince(date)) < 0.000_001)
        #expect(try row.decode("bytes", as: Data.self) == Data([0, 1, 255]))
        #expect(try row.decode("bytes", as: [UInt8].self) == [0, 1, 255])
        #expect(try row.decode("document", as: JSONValue.self) == json)
        #expect(try row.decode("names", as: [String].self) == ["x", "y,\"z"])
        #expect(try row.decode("ids", as: [UUID].self) == [id])
        #expect(try row.decode("numbers", as: [Int].self) == [1, -2])
        #expect(try row.decode("nothing", as: String?.self) == nil)
        #expect(try row.decode(0, as: Bool.self))
    }

    @Test(arguments: ["0001-01-01", "1500-03-01", "1582-10-10", "9999-12-31"])
    func aDayIsTheSameDayToTheServer(day: String) async throws {
        let connection = try await TestDatabase.fresh().connect()
        let date = try #require(Timestamp.midnight(day))
        let row = try #require(
            try await connection.query(
                "select \(date)::timestamptz as at, to_char(\(date)::timestamptz, 'YYYY-MM-DD') as day"
            ).first)
        #expect(try row.decode("at", as: Date.self) == date)
        #expect(try row.decode("day", as: String.self) == day)
    }

    @Test func aListBindsAsAnArray() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let rows = try await connection.query("select n from generate_series(1, 5) n where n = any(\([2, 4]))")
        #expect(try rows.map { row in try row.decode("n", as: Int.self) } == [2, 4])
    }

    @Test func aWrongTypeOrNullNamesColumnExpectationAndFinding() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let row = try #require(
            try await connection.query("select 'x'::text as name, null::int as age, 300 as big, '{a,null}'::text[] l")
                .first)
        func message<Value: PostgresDecodable>(_ column: String, _ type: Value.Type) -> String {
            let error = #expect(throws: PostgresError.self) { try row.decode(column, as: type) }
            return error?.debugDescription ?? ""
        }
        #expect(message("name", Int.self).contains("column name: expected Int, found text"))
        #expect(message("age", Int.self).contains("column age: expected Int, found NULL"))
        #expect(message("age", String.self).contains("column age: expected String, found int4 NULL"))
        #expect(message("big", UInt8.self).contains("column big: expected UInt8, found int4"))
        #expect(message("l", [String].self).contains("column l: expected String, found NULL"))
        #expect(message("nobody", Int.self).contains("no column nobody"))
        #expect(throws: PostgresError.self) { try row.decode(-1, as: Int.self) }
        #expect(throws: PostgresError.self) { try row.decode(4, as: Int.self) }
    }

    @Test func aRefusedStatementLeavesTheConnectionUsable() async throws {
        let connection = try await TestDatabase.fresh().connect()
        try await connection.run(script: "create table t (id int constraint only_one primary key)")
        try await connection.execute("insert into t values (\(1))")
        let error = await #expect(throws: PostgresError.self) {
            try await connection.execute("insert into t values (\(1))")
        }
        #expect(error?.sqlState == "23505")
        #expect(error?.constraint == "only_one")
        await #expect(throws: PostgresError.self) { try await connection.query("selec 1") }
        await #expect(throws: PostgresError.self) { try await connection.query("copy t from stdin") }
        #expect(await !connection.isHealthy)
    }

    @Test func aZeroByteIsRefusedInsteadOfCuttingTheTextOff() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let error = await #expect(throws: PostgresError.self) { try await connection.query("select \("a\0b")::text") }
        #expect(error?.kind == .encoding)
        let text = await #expect(throws: PostgresError.self) {
            try await connection.query("select \(unsafe: "1\0, 2") as n")
        }
        #expect(text?.kind == .encoding)
        #expect(try await connection.query("select 1 as n").first?.decode("n", as: Int.self) == 1)
    }

    @Test func aPlanThatNoLongerFitsIsMadeAgain() async throws {
        let connection = try await TestDatabase.fresh().connect()
        try await connection.run(script: "create table t (a int); insert into t values (1)")
        _ = try await connection.query("select * from t")
        try await connection.run(script: "alter table t add b text default 'new'")
        let row = try await connection.query("select * from t").first
        #expect(try row?.decode("b", as: String.self) == "new")
        try await connection.run(script: "deallocate all")
        #expect(try await connection.query("select * from t").count == 1)
    }

    @Test func moreStatementsThanTheCacheHoldsAreFine() async throws {
        let connection = try await TestDatabase.fresh().connect()
        for number in 0..<600 {
            let row = try await connection.query("select \(unsafe: "\(number)") as n").first
            #expect(try row?.decode("n", as: Int.self) == number)
        }
        let prepared = try await connection.query("select count(*) as n from pg_prepared_statements").first
        #expect(try #require(try prepared?.decode("n", as: Int.self)) <= 257)
    }

    @Test func cancellingTheTaskEndsTheStatementAndNoOther() async throws {
        let connection = try await TestDatabase.fresh().connect()
        for _ in 0..<20 {
            let sleeper = Task { try await connection.query("select pg_sleep(30)") }
            try await Task.sleep(for: .milliseconds(5))
            sleeper.cancel()
            let error = await #expect(throws: PostgresError.self) { try await sleeper.value }
            #expect(error?.kind == .cancelled)
            #expect(try await connection.query("select 1 as n").first?.decode("n", as: Int.self) == 1)
        }
    }

    @Test func aCancellationThatComesTooLateHitsNothing() async throws {
        let connection = try await TestDatabase.fresh().connect()
        for round in 0..<200 {
            let quick = Task { try await connection.query("select \(round) as n") }
            quick.cancel()
            _ = await quick.result
            #expect(try await connection.query("select \(round) as n").count == 1)
        }
    }

    @Test func aStatementPastItsLimitIsATimeout() async throws {
        let connection = try await TestDatabase.fresh().connect()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("select pg_sleep(30)", timeout: .milliseconds(50))
        }
        #expect(error?.kind == .timeout)
        #expect(try await connection.query("select 1 as n").count == 1)
    }

    @Test func aServerThatHangsIsGivenUp() async throws {
        let server = try await PostgresServer.started()
        let connection = try await server.database().connect()
        try server.pause()
        let started = ContinuousClock.now
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("select 1", timeout: .milliseconds(100))
        }
        let taken = ContinuousClock.now - started
        print("a server that hangs was given up after \(taken)")
        #expect(error?.kind == .timeout)
        #expect(taken < .seconds(20))
        #expect(await !connection.isHealthy)
        let later = await #expect(throws: PostgresError.self) { try await connection.query("select 1") }
        #expect(later?.kind == .connection)
        try server.resume()
        await server.remove()
    }

    @Test func theServerEndsAStatementOfASessionToo() async throws {
        var configuration = try await TestDatabase.fresh().configuration
        configuration.statementTimeout = .milliseconds(50)
        let connection = try await PostgresConnection.connect(configuration)
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("select pg_sleep(30)", timeout: .seconds(20))
        }
        #expect(error?.kind == .timeout)
    }

    @Test func aServerThatIsNotThereIsAConnectionError() async throws {
        let nowhere = PostgresConfiguration(host: "/nonexistent", database: "d", user: "u")
        let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(nowhere) }
        #expect(error?.kind == .connection)
        #expect(error?.description == "the database cannot be reached")
    }

    @Test func aSessionEndedByTheServerIsAConnectionError() async throws {
        let database = try await TestDatabase.fresh()
        let connection = try await database.connect()
        let pid = try #require(
            try await connection.query("select pg_backend_pid() as pid").first?.decode("pid", as: Int.self))
        let sleeper = Task { try await connection.query("select pg_sleep(30)") }
        try await database.psql(
            """
            do $$ begin
                while not exists (select from pg_stat_activity where pid = \(pid) and query like '%pg_sleep(30)%') loop
                    perform pg_sleep(0.01), pg_stat_clear_snapshot();
                end loop;
                perform pg_terminate_backend(\(pid));
            end $$
            """)
        let error = await #expect(throws: PostgresError.self) { try await sleeper.value }
        #expect(error?.kind == .connection)
        #expect(error?.sqlState == "57P01")
        #expect(await !connection.isHealthy)
        let later = await #expect(throws: PostgresError.self) { try await connection.query("select 1") }
        #expect(later?.kind == .connection)
    }

    @Test func aClosedConnectionSaysSo() async throws {
        let connection = try await TestDatabase.fresh().connect()
        await connection.close()
        let error = await #expect(throws: PostgresError.self) { try await connection.query("select 1") }
        #expect(error?.kind == .closed)
    }
}
