import Support
import Testing

@testable import Postgres

@Suite struct SessionLockTests {
    private struct Surprise: Error {}

    private func node(_ name: String, _ database: TestDatabase) -> PostgresConfiguration {
        var configuration = database.configuration
        configuration.applicationName = "bigskies \(name)"
        return configuration
    }

    @Test func oneHoldsItAndTheOtherLearnsWho() async throws {
        let database = try await TestDatabase.fresh()
        guard case .taken(let lock) = try await SessionLock.attempt("telescope", node("a", database)) else {
            throw Surprise()
        }
        #expect(await lock.isHeld())
        guard case .held("bigskies a") = try await SessionLock.attempt("telescope", node("b", database)) else {
            throw Surprise()
        }
        guard case .taken(let other) = try await SessionLock.attempt("security", node("b", database)) else {
            throw Surprise()
        }
        await other.release()
        await lock.release()
        #expect(await !lock.isHeld())
    }

    @Test func aLockGivenBackCanBeTaken() async throws {
        let database = try await TestDatabase.fresh()
        guard case .taken(let lock) = try await SessionLock.attempt("telescope", node("a", database)) else {
            throw Surprise()
        }
        let watch = Task { try await lock.waitUntilLost() }
        await lock.release()
        try await watch.value
        // The server ends the session a moment after the socket is closed.
        for _ in 0..<1000 {
            if case .taken = try await SessionLock.attempt("telescope", node("b", database)) { return }
        }
        Issue.record("the lock was never free")
    }

    @Test func theLossOfTheSessionIsAnEvent() async throws {
        let database = try await TestDatabase.fresh()
        guard case .taken(let lock) = try await SessionLock.attempt("telescope", node("a", database)) else {
            throw Surprise()
        }
        let watch = Task { try await lock.waitUntilLost() }
        #expect(await lock.isHeld())
        let started = ContinuousClock.now
        try await database.psql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bigskies a' and datname = current_database()"
        )
        try await watch.value
        print("loss of the lock noticed after \(ContinuousClock.now - started)")
        #expect(await !lock.isHeld())
    }

    @Test func whoStopsWatchingKeepsTheLock() async throws {
        let database = try await TestDatabase.fresh()
        guard case .taken(let lock) = try await SessionLock.attempt("telescope", node("a", database)) else {
            throw Surprise()
        }
        let watch = Task { try await lock.waitUntilLost() }
        watch.cancel()
        await #expect(throws: CancellationError.self) { try await watch.value }
        #expect(await lock.isHeld())
    }
}
