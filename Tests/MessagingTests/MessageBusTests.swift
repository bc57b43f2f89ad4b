import Access
import FoundationEssentials
import Kernel
import Logging
import Messaging
import Support
import Synchronization
import Testing

@Suite struct MessageBusTests {
    private struct Question: Codable, Sendable, Equatable {
        var number: Int
    }

    private struct Answer: Codable, Sendable, Equatable {
        var text: String
    }

    private final class Ears: Sendable {
        private let heard = Mutex<[Frame]>([])
        var frames: [Frame] { heard.withLock { $0 } }
        func add(_ frame: Frame) { heard.withLock { $0.append(frame) } }
    }

    private let bus: MessageBus
    private let ears = Ears()
    private let caller = Caller.anonymous(at: .process)

    init() throws {
        bus = MessageBus(
            space: try TopicSpace(), families: ["telescope"], time: ManualTime().source,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func listener(_ reply: Reply.Outcome? = nil) -> Listener {
        Listener("test") { [ears] frame in
            ears.add(frame)
            if let reply { frame.responder.answer(Reply(reply, from: "telescope")) }
        }
    }

    private func attach(_ filter: String, _ reply: Reply.Outcome? = nil) throws -> Listener {
        let listener = listener(reply)
        bus.attach(listener, to: [try TopicFilter(bus.space.prefix + "/" + filter)])
        return listener
    }

    private func frame(_ suffix: String) throws -> (frame: Frame, reply: Race<Reply>) {
        let race = Race<Reply>()
        let frame = try Frame.test(
            .value(Question(number: 1)), suffix: suffix, responder: Responder { race.finish(with: .success($0)) })
        return (frame, race)
    }

    @Test func aFrameGoesToWhoeverMatchesAndToNobodyElse() async throws {
        let telescope = try attach("coordinator/telescope/#")
        let other = Listener("other") { _ in Issue.record("a frame went to somebody who did not ask for it") }
        bus.attach(other, to: [try TopicFilter("bigskies/coordinator/security/#")])
        await bus.deliver(try Frame.test("{}", isEnveloped: false))
        #expect(ears.frames.map(\.suffix) == ["telescope/status/get"])
        bus.detach(telescope, from: [try TopicFilter("bigskies/coordinator/telescope/#")])
        await bus.deliver(try Frame.test("{}", isEnveloped: false))
        #expect(ears.frames.count == 1)
    }

    @Test func whatNobodyTakesGoesToTheExit() async throws {
        bus.setExit { [ears] in ears.add($0) }
        await bus.deliver(try Frame.test("{}", isEnveloped: false))
        #expect(ears.frames.count == 1)
        #expect(bus.statistics.deadLetters == 0)
    }

    @Test func withoutAnExitItIsADeadLetterAndTheSenderIsTold() async throws {
        let (frame, reply) = try frame("telescope/status/get")
        await bus.deliver(frame)
        #expect(bus.statistics.deadLetters == 1)
        #expect(try await reply.value().failure?.code == .notFound)
    }

    @Test func whatTakersTakeDoesNotReachTheExit() async throws {
        let taker = try attach("coordinator/#")
        bus.setExit { _ in Issue.record("the exit took a frame that had a taker") }
        await bus.deliver(try Frame.test("{}", isEnveloped: false))
        #expect(ears.frames.count == 1)
        withExtendedLifetime(taker) {}
    }

    @Test func aPublicationReachesListenersAndTheOutlet() async throws {
        let said = Mutex<[String]>([])
        bus.setOutlet { publication in said.withLock { $0.append(publication.topic.text) } }
        let taker = try attach("coordinator/health/+")
        await bus.publish(
            Publication(
                topic: bus.space.health(of: "telescope"), payload: Answer(text: "fine"), kind: .status,
                source: "coordinator:telescope"))
        #expect(said.withLock { $0 } == ["bigskies/coordinator/health/telescope-coordinator"])
        let heard = try #require(ears.frames.first)
        #expect(try heard.decode(Answer.self) == Answer(text: "fine"))
        #expect(heard.header.kind == .status)
        #expect(heard.header.source == "coordinator:telescope")
        #expect(heard.door == .process)
        withExtendedLifetime(taker) {}
    }

    @Test func whatOthersSaidIsToldAndNeedsNoListener() async throws {
        await bus.tell(try Frame.test("{}", isEnveloped: false))
        let taker = try attach("coordinator/#")
        await bus.tell(try Frame.test("{}", isEnveloped: false))
        #expect(ears.frames.count == 1)
        #expect(bus.statistics.deadLetters == 0)
        withExtendedLifetime(taker) {}
    }

    @Test func onlyKnownFamiliesAreCountedApart() async throws {
        for number in 0..<100 { await bus.deliver(try Frame.test(.value(1), suffix: "made-up-\(number)/a")) }
        await bus.deliver(try Frame.test(.value(1), suffix: "telescope/a"))
        bus.countReply(to: "telescope/a")
        bus.countDrop(of: "telescope/a")
        bus.countDrop(of: "")
        bus.countLoss()
        bus.countLateReply()
        let statistics = bus.statistics
        #expect(Set(statistics.families.keys) == ["telescope", "other"])
        #expect(statistics.families["other"]?.in == 100)
        #expect(statistics.families["other"]?.dropped == 1)
        #expect(statistics.families["telescope"]?.in == 1)
        #expect(statistics.families["telescope"]?.out == 1)
        #expect(statistics.families["telescope"]?.dropped == 1)
        #expect(statistics.deadLetters == 101)
        #expect(statistics.lost == 1)
        #expect(statistics.lateReplies == 1)
    }

    @Test func aQuestionIsAnsweredWithTheValueItself() async throws {
        let taker = try attach("coordinator/telescope/#", .success(Answer(text: "yes")))
        let answer = try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        #expect(answer == Answer(text: "yes"))
        let asked = try #require(ears.frames.first)
        guard case .value(let value) = asked.body else {
            Issue.record("the question was turned into bytes")
            return
        }
        #expect(value as? Question == Question(number: 7))
        #expect(asked.caller?.principal == .anonymous)
        #expect(asked.expiry == .seconds(30))
        withExtendedLifetime(taker) {}
    }

    @Test func aReplyFromAnotherNodeIsReadIntoTheType() async throws {
        let reply: JSONValue = ["success": true, "text": "far"]
        let taker = try attach("coordinator/telescope/#", .success(reply))
        let answer = try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        #expect(answer == Answer(text: "far"))
        withExtendedLifetime(taker) {}
    }

    @Test func aReplyOfAnotherTypeIsAFailure() async throws {
        let taker = try attach("coordinator/telescope/#", .success(Question(number: 1)))
        await #expect(throws: ServiceError.self) {
            try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        }
        withExtendedLifetime(taker) {}
    }

    @Test func aFailureIsThrownAsItIs() async throws {
        let taker = try attach("coordinator/telescope/#", .failure(ServiceError(.conflict, "taken")))
        let error = await #expect(throws: ServiceError.self) {
            try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        }
        #expect(error?.code == .conflict)
        withExtendedLifetime(taker) {}
    }

    @Test func whoeverAsksNobodyIsTold() async throws {
        let error = await #expect(throws: ServiceError.self) {
            try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        }
        #expect(error?.code == .notFound)
    }

    @Test func aTakerThatForgetsTheQuestionStillAnswers() async throws {
        let taker = Listener("forgetful") { _ in }
        bus.attach(taker, to: [bus.space.allCoordinators])
        let error = await #expect(throws: ServiceError.self) {
            try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        }
        #expect(error?.code == .internal)
    }

    @Test func whoeverIsCancelledStopsWaiting() async throws {
        let taker = try attach("coordinator/telescope/#")
        let asked = Task { [bus, caller] in
            try await bus.ask("telescope/status/get", Question(number: 7), as: Answer.self, from: caller)
        }
        while ears.frames.isEmpty { await Task.yield() }
        asked.cancel()
        await #expect(throws: CancellationError.self) { try await asked.value }
        withExtendedLifetime(taker) {}
    }
}
