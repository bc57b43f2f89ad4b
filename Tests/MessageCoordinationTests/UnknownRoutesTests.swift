import Access
import FoundationEssentials
import Hosting
import Kernel
import Logging
import Messaging
import Support
import Testing

@testable import MessageCoordination

@Suite(.timeLimit(.minutes(1))) struct UnknownRoutesTests {
    private struct Strangers: Gatekeeper {
        func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller {
            throw ServiceError(.unauthenticated, "a stranger")
        }
        func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller {
            throw ServiceError(.forbidden, "a stranger")
        }
        func decide(_ caller: Caller, _ permission: Permission) -> Decision { Decision(allowed: false, reason: "") }
        func holds(_ caller: Caller, role: String) -> Bool { false }
        func groups(of caller: Caller) -> Set<UUID> { [] }
        var unheardFor: Duration? { nil }
    }

    private let bus: MessageBus

    init() throws {
        bus = MessageBus(
            space: try TopicSpace(prefix: "t"), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func answer(
        _ suffix: String, online: Set<String> = [], here: Set<String> = [], replyTo: String? = nil,
        kind: Header.Kind? = nil
    ) async throws -> Reply? {
        let routes = CoordinatorHost<MessageCoordinator>.descriptions
        let unknown = UnknownRoutes(routes, on: bus, gatekeeper: Strangers(), here: here) { online }
        let (replies, reply) = AsyncStream<Reply>.makeStream()
        await unknown.receive(
            Frame(
                topic: bus.space.coordinator(suffix), suffix: suffix, header: Header(kind: kind, replyTo: replyTo),
                body: .json(Data("{}".utf8), isEnveloped: false), door: .mqtt, arrivedAt: .zero,
                receivedAt: Date(timeIntervalSince1970: 0),
                replyAddress: try replyTo.map { try ReplyAddress($0, in: bus.space) },
                responder: Responder { reply.yield($0) }))
        reply.finish()
        return await replies.next()
    }

    @Test func aMisspeltTopicIsAnsweredWithTheNearest() async throws {
        let reply = try await answer("message/helth/get")
        #expect(reply?.failure?.code == .notFound)
        #expect(reply?.failure?.details == ["nearest": "message/health/get"])
        #expect(bus.statistics.deadLetters == 1)
    }

    @Test func aTopicLikeNoOtherHasNoNearest() async throws {
        #expect(try await answer("x/y")?.failure?.details == [:])
    }

    @Test func aRouteWithoutANodeIsUnavailable() async throws {
        #expect(try await answer("message/health/get")?.failure?.code == .unavailable)
        #expect(try await answer("config/get/message-coordinator")?.failure?.code == .unavailable)
        #expect(
            try await answer("message/health/get", online: ["message"], here: ["message"])?.failure?.code
                == .unavailable)
    }

    @Test func aRouteOfAnotherNodeIsLeftToIt() async throws {
        #expect(try await answer("message/health/get", online: ["message"]) == nil)
        #expect(bus.statistics.deadLetters == 0)
    }

    @Test(arguments: [("plugin/event/statos", nil), ("x/y", .event), ("x/y", .status)] as [(String, Header.Kind?)])
    func statementsAreNotAnsweredWithoutAnAddress(suffix: String, kind: Header.Kind?) async throws {
        #expect(try await answer(suffix, kind: kind) == nil)
        #expect(try await answer(suffix, replyTo: "t/client/c/replies", kind: kind)?.failure?.code == .notFound)
        #expect(bus.statistics.deadLetters == 2)
    }

    @Test func aStrangerIsNotAnsweredAtANodesAddress() async throws {
        let reply = try await answer("x/y", replyTo: "t/node/dome/replies")
        #expect(reply?.failure?.code == .invalidRequest)
        #expect(reply?.refusesReplyAddress == true)
    }
}
