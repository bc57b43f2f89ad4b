import Kernel
import Logging
import Support
import Testing

@testable import Postgres

@Suite struct PoolTests {
    private func limits(max: Int, min: Int = 0, acquire: Duration = .seconds(10)) -> PoolLimits {
        var limits = PoolLimits()
        limits.maxConnections = max
        limits.minConnections = min
        limits.acquireTimeout = acquire
        return limits
    }

    @Test func manyCallersShareFewConnections() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 3))
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...200 {
                group.addTask { try await pool.query("select \(number) + 0 as n").first?.decode("n") ?? 0 }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 20_100)
        #expect(pool.statistics.created <= 3)
        #expect(pool.statistics.acquired == 200)
        #expect(pool.statistics.inUse == 0)
        #expect(try await pool.ping() > .zero)
        #expect(pool.statistics.pingLatency != nil)
        await pool.shutdown()
        #expect(pool.statistics.open == 0)
        await #expect(throws: PostgresError.self) { try await pool.query("select 1") }
    }

    @Test func blockedConnectionsHoldNobodyElseUp() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 12))
        try await pool.withConnection { connection in
            try await connection.run(
                script: """
                    create sequence arrived;
                    create function meet(others int) returns void language plpgsql as $$ begin
                        perform nextval('arrived');
                        while (select last_value from arrived) < others loop perform pg_sleep(0.01); end loop;
                    end $$
                    """)
        }
        // Each ends only when all are under way: one after another they would run into the timeout of a statement.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try await pool.query("select meet(12)") } }
            try await group.waitForAll()
        }
    }

    @Test func whoWaitsTooLongIsToldSo() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 1, acquire: .milliseconds(50)))
        try await pool.withConnection { _ in
            let error = await #expect(throws: PostgresError.self) { try await pool.query("select 1") }
            #expect(error?.kind == .poolExhausted)
        }
        #expect(pool.statistics.timeouts == 1)
        #expect(try await pool.query("select 1").count == 1)
    }

    @Test func whoIsCancelledStopsWaiting() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 1))
        try await pool.withConnection { _ in
            let waiter = Task { try await pool.query("select 1") }
            while pool.statistics.waiting == 0 { await Task.yield() }
            waiter.cancel()
            let error = await #expect(throws: PostgresError.self) { try await waiter.value }
            #expect(error?.kind == .cancelled)
        }
        #expect(pool.statistics.waiting == 0)
        #expect(try await pool.query("select 1").count == 1)
    }

    @Test func theMinimumIsOpenedAndLaterLimitsHold() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 5, min: 3))
        let run = Task { await pool.run() }
        while pool.statistics.idle < 3 { try await Task.sleep(for: .milliseconds(5)) }
        await pool.update(limits: limits(max: 1))
        #expect(pool.statistics.open == 1)
        run.cancel()
        await run.value
        #expect(pool.statistics.open == 0)
    }

    @Test func aConnectionLeftInsideATransactionIsNotLentAgain() async throws {
        let pool = try await TestDatabase.fresh().pool(limits(max: 1))
        try await pool.withConnection { try await $0.run(script: "begin") }
        #expect(pool.statistics.closed == 1)
        #expect(try await pool.query("select 1").count == 1)
    }

    @Test func connectionsThatTheServerEndedAreReplacedUnnoticed() async throws {
        let database = try await TestDatabase.fresh()
        let pool = database.pool(limits(max: 2))
        _ = try await pool.query("select 1")
        try await database.psql(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        #expect(try await pool.query("select 1").count == 1)
        #expect(pool.statistics.created == 2)
    }

    @Test func transactionsAndPipelinesRunOnOneConnection() async throws {
        let pool = try await TestDatabase.fresh().pool()
        try await pool.withConnection { try await $0.run(script: "create table t (id int)") }
        try await pool.withTransaction { transaction in
            for number in 0..<3 { try await transaction.execute("insert into t values (\(number))") }
        }
        let results = try await pool.pipeline(["select count(*) as n from t", "delete from t"])
        #expect(try results.first?.first?.decode("n", as: Int.self) == 3)
        #expect(results.last?.affectedRows == 3)
    }

    @Test func thePoolIsBackWithinASecondOfTheServer() async throws {
        let server = try await PostgresServer.started()
        let pool = try await server.database().pool(limits(max: 4, min: 2))
        let run = Task { await pool.run() }
        _ = try await pool.query("select 1")
        for mode in ["fast", "immediate"] {
            try await server.stop(mode: mode)
            // At once, and not after the wait for a free connection.
            let refusal = await #expect(throws: PostgresError.self) { try await pool.query("select 1") }
            #expect(refusal?.kind == .connection)
            let error = await #expect(throws: PostgresError.self) { try await pool.ping() }
            #expect(error.map { ServiceError($0).code } == .unavailable)
            #expect(pool.statistics.isDown)
            try await Task.sleep(for: .seconds(2))
            try await server.start()
            let back = ContinuousClock.now
            while pool.statistics.isDown { try await Task.sleep(for: .milliseconds(2)) }
            _ = try await pool.query("select 1")
            let taken = ContinuousClock.now - back
            print("pool usable \(taken.milliseconds) ms after a \(mode) restart")
            #expect(taken < .seconds(10))
        }
        run.cancel()
        await run.value
        await server.remove()
    }
}
