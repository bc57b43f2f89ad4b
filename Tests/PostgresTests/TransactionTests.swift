import Support
import Testing

@testable import Postgres

@Suite struct TransactionTests {
    private func tableWithConnection() async throws -> PostgresConnection {
        let connection = try await TestDatabase.fresh().connect()
        try await connection.run(script: "create table t (id int primary key)")
        return connection
    }

    private func count(_ executor: some PostgresExecutor) async throws -> Int {
        try await executor.query("select count(*) as n from t").first?.decode("n") ?? -1
    }

    @Test func whatReturnsIsCommitted() async throws {
        let connection = try await tableWithConnection()
        let number = try await connection.transaction { transaction in
            try await transaction.execute("insert into t values (\(1))")
            return 42
        }
        #expect(number == 42)
        #expect(try await count(connection) == 1)
    }

    @Test func whatThrowsIsRolledBack() async throws {
        struct Refusal: Error {}
        let connection = try await tableWithConnection()
        await #expect(throws: Refusal.self) {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (\(1))")
                throw Refusal()
            }
        }
        #expect(try await count(connection) == 0)
    }

    @Test func aSwallowedErrorIsNotCommitted() async throws {
        let connection = try await tableWithConnection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (\(1))")
                _ = try? await transaction.execute("insert into t values (\(1))")
            }
        }
        #expect(error?.sqlState == "25P02")
        #expect(try await count(connection) == 0)
    }

    @Test func aCancelledTransactionIsRolledBackAndTheConnectionUsable() async throws {
        let connection = try await tableWithConnection()
        let work = Task {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (\(1))")
                _ = try await transaction.query("select pg_sleep(30)")
            }
        }
        try await Task.sleep(for: .milliseconds(20))
        work.cancel()
        await #expect(throws: PostgresError.self) { try await work.value }
        #expect(try await count(connection) == 0)
    }

    @Test func othersAreRefusedWhileItLastsAndItIsRefusedAfterwards() async throws {
        let connection = try await tableWithConnection()
        let late = try await connection.transaction { transaction in
            let error = await #expect(throws: PostgresError.self) { try await connection.query("select 1") }
            #expect(error?.kind == .busy)
            return transaction
        }
        let error = await #expect(throws: PostgresError.self) { try await late.query("select 1") }
        #expect(error?.kind == .closed)
    }

    @Test func aPipelineReturnsAllResultsInOrder() async throws {
        let connection = try await tableWithConnection()
        let statements = (0..<1000).map { number in number % 2 == 0 ? SQL("select \(number) + 0 as n") : "select 1 as n"
        }
        let results = try await connection.pipeline(statements)
        let numbers = try results.map { result in try result.first?.decode("n", as: Int.self) }
        #expect(numbers == (0..<1000).map { $0 % 2 == 0 ? $0 : 1 })
        #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test func anErrorInTheMiddleOfAPipelineUndoesAllOfIt() async throws {
        let connection = try await tableWithConnection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.pipeline([
                "insert into t values (\(1))", "insert into t values (\(2))", "insert into t values (\(1))",
                "insert into t values (\(3)) returning id", "select nonsense",
            ])
        }
        #expect(error?.sqlState == "23505")
        #expect(try await count(connection) == 0)
        #expect(try await connection.pipeline(["insert into t values (\(1))", "select \(2) + 0 as n"]).count == 2)
        #expect(try await connection.pipeline(["insert into t values (\(3)) returning id"]).first?.count == 1)
        #expect(try await count(connection) == 2)
    }

    @Test func pipelinesThatFailLeaveNoStatementsBehind() async throws {
        let connection = try await tableWithConnection()
        for _ in 0..<20 {
            await #expect(throws: PostgresError.self) {
                try await connection.pipeline(["insert into t values (\(1))", "insert into t values (\(1))"])
            }
        }
        let prepared = try await connection.query("select count(*) as n from pg_prepared_statements").first
        #expect(try #require(try prepared?.decode("n", as: Int.self)) <= 2)
    }

    @Test func aPipelineLargerThanEveryBufferDoesNotBlock() async throws {
        let connection = try await tableWithConnection()
        let text = String(repeating: "x", count: 200_000)
        let results = try await connection.pipeline(Array(repeating: "select \(text)::text as t", count: 50))
        #expect(try results.last?.first?.decode("t", as: String.self) == text)
    }

    @Test func aPipelineCanBeCancelled() async throws {
        let connection = try await tableWithConnection()
        let work = Task { try await connection.pipeline(["insert into t values (\(1))", "select pg_sleep(30)"]) }
        try await Task.sleep(for: .milliseconds(20))
        work.cancel()
        let error = await #expect(throws: PostgresError.self) { try await work.value }
        #expect(error?.kind == .cancelled)
        #expect(try await count(connection) == 0)
    }

    @Test func aPipelineInATransactionIsPartOfIt() async throws {
        let connection = try await tableWithConnection()
        _ = try await connection.transaction { transaction in
            try await transaction.pipeline(["insert into t values (\(1))", "insert into t values (\(2))"])
        }
        #expect(try await count(connection) == 2)
    }
}
