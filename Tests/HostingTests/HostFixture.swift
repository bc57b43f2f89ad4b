import Access
import FoundationEssentials
import Kernel
import Logging
import Messaging
import Postgres
import Settings
import Support

@testable import Hosting

/// A host with its coordinator on a bus, and frames that remember their replies.
struct HostFixture {
    let time = ManualTime()
    let gatekeeper = TestGatekeeper()
    let audit = TestAudit()
    let coordinator = TestCoordinator()
    let environment: HostEnvironment
    let host: CoordinatorHost<TestCoordinator>
    static let user = "00000000-0000-0000-0000-000000000001"

    init() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let bus = MessageBus(space: try TopicSpace(prefix: "t"), time: time.source, logger: logger)
        environment = HostEnvironment(
            bus: bus, gatekeeper: gatekeeper, audit: audit, settings: SettingsStore(NoDatabase()), time: time.source,
            logger: logger)
        host = try CoordinatorHost(coordinator, in: environment)
        await host.open()
    }

    /// Sends a message to a route of the test coordinator, or of another family that it hosts.
    @discardableResult
    func send(
        _ path: String, _ json: String = #"{"name":"work"}"#, token: String? = HostFixture.user,
        apiKey: String? = nil, id: String? = nil, kind: Header.Kind? = nil, expiry: Duration? = nil,
        replyTo: String? = nil, door: Door = .mqtt, peer: String? = nil, source: String? = nil,
        onBehalfOf: Mandate? = nil, family: String = "test"
    ) async throws -> Asked {
        let (replies, reply) = AsyncStream<Reply>.makeStream()
        let header = Header(
            messageID: id, kind: kind, source: source, replyTo: replyTo,
            credentials: Credentials(token: apiKey == nil ? token : nil, apiKey: apiKey), onBehalfOf: onBehalfOf)
        let space = environment.bus.space
        await environment.bus.deliver(
            Frame(
                topic: space.coordinator("\(family)/\(path)"), suffix: "\(family)/\(path)", header: header,
                body: .json(Data(json.utf8), isEnveloped: false), door: door, peer: peer, arrivedAt: time.source.now(),
                receivedAt: time.source.date(), expiry: expiry,
                replyAddress: try replyTo.map { try ReplyAddress($0, in: space) },
                responder: Responder { reply.yield($0) }))
        return Asked(replies: replies, finish: { reply.finish() })
    }
}

/// A message that was sent.
struct Asked: Sendable {
    let replies: AsyncStream<Reply>
    let finish: @Sendable () -> Void

    /// The next reply: the name that was done, or the code of the failure.
    func answer() async -> String {
        switch await replies.next()?.outcome {
        case .success(let done as TestCoordinator.Done): done.name
        case .success: "success"
        case .failure(let error): error.code.rawValue
        case nil: "nothing"
        }
    }

    /// How many replies there are that nobody took, from now to the end.
    func rest() async -> Int {
        finish()
        var count = 0
        for await _ in replies { count += 1 }
        return count
    }
}

/// A database that is away: hosts are opened here without their settings.
private struct NoDatabase: PostgresExecutor {
    func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        throw PostgresError(.closed, "there is no database")
    }
}
