import BootstrapCoordination
import Contracts
import FoundationEssentials
import Health
import Hosting
import Kernel
import Logging
import Messaging
import Support
import Testing

@testable import BootstrapCoordination

@Suite struct BootstrapCoordinatorTests {
    let time = ManualTime()
    let bus: MessageBus
    let told: AsyncStream<Publication>
    private let tell: AsyncStream<Publication>.Continuation

    init() throws {
        bus = MessageBus(
            space: try TopicSpace(prefix: "test"), time: time.source,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (told, tell) = AsyncStream<Publication>.makeStream()
        self.told = told
        self.tell = tell
        bus.setOutlet { tell.yield($0) }
    }

    private func coordinator(_ path: String = "/var/lib/bigskies/.pgpass") -> BootstrapCoordinator {
        BootstrapCoordinator(bus: bus, passwordFile: path, time: time.source)
    }

    private func countTold() async -> Int {
        tell.finish()
        var count = 0
        for await _ in told { count += 1 }
        return count
    }

    @Test func theStartRetainsThePathAsBareBase64() async throws {
        await coordinator("/etc/é/.pgpass").start()
        let publication = try #require(await told.next())
        #expect(publication.topic.text == "test/coordinator/bootstrap/credentials")
        #expect(publication.isRetained)
        #expect(publication.kind == .bare)
        #expect(
            try WireJSON.text(publication.payload) == #"{"pgpass_path":"L2V0Yy/DqS8ucGdwYXNz","version":"1.0"}"#)
        #expect((publication.payload as? BootstrapCredentials)?.path == "/etc/é/.pgpass")
    }

    @Test func credentialsAreToldEveryThirtySeconds() async throws {
        let coordinator = coordinator()
        let run = Task { try await coordinator.run() }
        for _ in 0..<3 {
            #expect(await time.nextSleep() == .seconds(30))
            time.advance(by: .seconds(30))
            _ = try #require(await told.next())
        }
        run.cancel()
    }

    @Test func halfAMinuteRightAfterAnAnswerTellsNothingTwice() async throws {
        let coordinator = coordinator()
        let run = Task { try await coordinator.run() }
        _ = await time.nextSleep()
        time.advance(by: .milliseconds(29_500))
        await coordinator.answer()
        time.advance(by: .milliseconds(500))
        // The next wait begins when the half minute has been dealt with.
        #expect(await time.nextSleep() == .seconds(30))
        run.cancel()
        #expect(await countTold() == 1)
    }

    @Test(arguments: [(0, 1), (999, 1), (1000, 2)])
    func requestsAreAnsweredAtMostOnceASecond(milliseconds: Int, answers: Int) async {
        let coordinator = coordinator()
        await coordinator.answer()
        time.advance(by: .milliseconds(milliseconds))
        await coordinator.answer()
        #expect(await countTold() == answers)
    }

    @Test func aMissingPasswordFileIsUnhealthy() async {
        let found = await coordinator("/nowhere/.pgpass").checks[0].check()
        #expect(found.status == .unhealthy)
        #expect(!found.message.contains("nowhere"))
    }

    @Test func theRequestIsPublicAndAnEvent() {
        let row = BootstrapCoordinator.routes.map(\.description)
        #expect(row.map(\.suffix) == ["bootstrap/request"])
        #expect(row.map(\.isPublic) == [true])
        #expect(row.map(\.kind) == [.event])
    }
}
