import Contracts
import Health
import Hosting
import Kernel
import Logging
import Messaging
import Support
import Testing

@testable import ApplicationCoordination

@Suite(.timeLimit(.minutes(1))) struct ApplicationCoordinatorTests {
    let time = ManualTime()
    let table = MemoryTable()
    let bus: MessageBus
    let told: AsyncStream<Publication>
    let coordinator: ApplicationCoordinator
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() async throws {
        let bus = MessageBus(space: try TopicSpace(prefix: "t"), time: time.source, logger: logger)
        let (told, tell) = AsyncStream<Publication>.makeStream()
        bus.setOutlet { tell.yield($0) }
        self.bus = bus
        self.told = told
        coordinator = ApplicationCoordinator(bus: bus, table: table.table, time: time.source, logger: logger)
        await coordinator.start()
    }

    private func status(_ name: String) async throws -> HealthStatus {
        try await #require(coordinator.checks.first { $0.name == name }).check().status
    }

    @Test func theRegistrySurvivesARestart() async throws {
        let metadata = try BoundedObject(["x": 1], field: "metadata")
        try await coordinator.register(.init(id: "a", name: "A", endpoint: "e", metadata: metadata))
        try await coordinator.hear(.init(id: "a", status: .healthy))
        await coordinator.stop()
        let next = ApplicationCoordinator(bus: bus, table: table.table, time: time.source, logger: logger)
        await next.start()
        let entry = try #require(try await next.get(.init(id: "a")).services.first)
        #expect(entry.status == .healthy)
        #expect(entry.metadata == ["x": 1])
        try await next.unregister(.init(id: "a"))
        #expect(table.rows.isEmpty)
    }

    @Test func aFloodOfHeartbeatsIsOneWrite() async throws {
        try await coordinator.register(.init(id: "a", name: "A", endpoint: "e"))
        for _ in 0..<1000 { try await coordinator.hear(.init(id: "a", status: .healthy)) }
        await coordinator.write()
        await coordinator.write()
        #expect(table.touches == 1)
    }

    @Test func aSilentServiceIsToldAndDegradesTheHealth() async throws {
        try await coordinator.register(.init(id: "a", name: "A", endpoint: "e"))
        #expect(try await status("services") == .healthy)
        let run = Task { try await coordinator.run() }
        var slept: Duration = .zero
        while slept <= .seconds(240) {
            let pause = await time.nextSleep()
            time.advance(by: pause)
            slept += pause
        }
        let said = try #require(await told.next())
        run.cancel()
        #expect(said.topic.text == "t/coordinator/application/event/service_status")
        #expect((said.payload as? ServiceStatusEvent)?.status == .unhealthy)
        #expect(said.kind == .event)
        #expect(try await status("services") == .degraded)
    }

    @Test func withoutADatabaseNothingIsLostAndNothingIsPretended() async throws {
        try await coordinator.register(.init(id: "a", name: "A", endpoint: "e"))
        table.setAway(true)
        await #expect(throws: ServiceError.self) {
            try await coordinator.register(.init(id: "b", name: "B", endpoint: "e"))
        }
        #expect(try await coordinator.list(.init()).services.map(\.id) == ["a"])
        try await coordinator.hear(.init(id: "a", status: .healthy))
        await coordinator.write()
        #expect(try await status("registry") == .degraded)
        table.setAway(false)
        await coordinator.write()
        #expect(try await status("registry") == .healthy)
        #expect(table.rows["a"]?.status == .healthy)
    }

    @Test func aStartWithoutADatabaseIsMadeUpLater() async throws {
        try await coordinator.register(.init(id: "a", name: "A", endpoint: "e"))
        table.setAway(true)
        let next = ApplicationCoordinator(bus: bus, table: table.table, time: time.source, logger: logger)
        await next.start()
        do {
            _ = try await next.list(.init())
            Issue.record("it was answered")
        } catch let error as ServiceError {
            #expect(error.code == .unavailable)
        }
        table.setAway(false)
        let run = Task { try await next.run() }
        await time.nextSleep()
        time.advance(by: .seconds(5))
        await time.nextSleep()
        run.cancel()
        #expect(try await next.list(.init()).services.map(\.id) == ["a"])
    }

    @Test func eventsOfTheServiceFamilyBelongToIt() {
        #expect(
            ApplicationCoordinator.routes.map(\.description.suffix) == [
                "service/event/register", "service/event/heartbeat", "service/event/unregister",
                "application/service/list", "application/service/get",
            ])
    }
}
