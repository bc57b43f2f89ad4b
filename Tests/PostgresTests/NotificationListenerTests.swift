import Kernel
import Logging
import Support
import Testing

@testable import Postgres

@Suite struct NotificationListenerTests {
    private func listener(_ database: TestDatabase, _ channels: [String]) -> NotificationListener {
        NotificationListener(
            configuration: database.configuration, channels: channels, logger: Logger(label: "test"))
    }

    @Test func eachSubscriberHearsItsChannel() async throws {
        let database = try await TestDatabase.fresh()
        let listener = listener(database, ["first", "Se\"cond"])
        var first = await listener.subscribe("first").makeAsyncIterator()
        var twin = await listener.subscribe("first").makeAsyncIterator()
        var second = await listener.subscribe("Se\"cond").makeAsyncIterator()
        let run = Task { try await listener.run() }
        #expect(await first.next() == .restored)
        #expect(await twin.next() == .restored)
        #expect(await second.next() == .restored)
        #expect(await listener.isHearing)
        try await database.psql("select pg_notify('first', 'a'), pg_notify('Se\"cond', ''), pg_notify('third', 'c')")
        for event in [await first.next(), await twin.next()] {
            guard case .notification(let heard) = event else {
                Issue.record("\(String(describing: event))")
                return
            }
            #expect(heard.channel == "first")
            #expect(heard.payload == "a")
        }
        guard case .notification(let heard) = await second.next() else {
            Issue.record("nothing was heard")
            return
        }
        #expect(heard.payload.isEmpty)
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }

    @Test func aLostConnectionIsToldAndMadeAgain() async throws {
        let database = try await TestDatabase.fresh()
        let listener = listener(database, ["news"])
        var events = await listener.subscribe("news").makeAsyncIterator()
        let run = Task { try await listener.run() }
        #expect(await events.next() == .restored)
        try await database.psql(
            "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()"
        )
        #expect(await events.next() == .lost)
        #expect(await events.next() == .restored)
        try await database.psql("notify news, 'again'")
        guard case .notification(let heard) = await events.next() else {
            Issue.record("nothing was heard")
            return
        }
        #expect(heard.payload == "again")
        run.cancel()
        _ = await run.result
    }

    @Test func aRestartedServerIsHeardAgain() async throws {
        let server = try await PostgresServer.started()
        let database = try await server.database()
        let listener = listener(database, ["news"])
        var events = await listener.subscribe("news").makeAsyncIterator()
        let run = Task { try await listener.run() }
        #expect(await events.next() == .restored)
        try await server.stop()
        #expect(await events.next() == .lost)
        #expect(await !listener.isHearing)
        try await server.start()
        let back = ContinuousClock.now
        #expect(await events.next() == .restored)
        let taken = ContinuousClock.now - back
        print("listening \(taken.milliseconds) ms after a restart")
        #expect(taken < .seconds(10))
        run.cancel()
        _ = await run.result
        await server.remove()
    }

    @Test func aSlowSubscriberIsToldToReadAnew() async throws {
        let database = try await TestDatabase.fresh()
        let listener = listener(database, ["news"])
        let slow = await listener.subscribe("news")
        var quick = await listener.subscribe("news").makeAsyncIterator()
        let run = Task { try await listener.run() }
        #expect(await quick.next() == .restored)
        try await database.psql(
            "do $$ begin for n in 1..3000 loop perform pg_notify('news', n::text); end loop; end $$")
        while await listener.dropped < 1900 { await Task.yield() }
        run.cancel()
        _ = await run.result
        var events: [NotificationEvent] = []
        for await event in slow.prefix(1024) { events.append(event) }
        #expect(events.contains(.restored))
    }
}
