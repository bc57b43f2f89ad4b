import Kernel
import Messaging
import Synchronization
import Testing

@Suite struct ResponderTests {
    private final class Answers: Sendable {
        private let all = Mutex<[Reply]>([])
        var codes: [ServiceError.Code?] { all.withLock { $0.map { $0.failure?.code } } }
        func add(_ reply: Reply) { all.withLock { $0.append(reply) } }
    }

    private let answers = Answers()

    private func responder() -> Responder { Responder { [answers] in answers.add($0) } }

    private func failure(_ code: ServiceError.Code) -> Reply { Reply(.failure(ServiceError(code, "no")), from: "test") }

    @Test func theFirstAnswerIsSentAndLaterOnesAreDropped() {
        let responder = responder()
        #expect(!responder.hasAnswered)
        #expect(responder.answer(failure(.conflict)))
        #expect(!responder.answer(failure(.timeout)))
        #expect(responder.hasAnswered)
        #expect(answers.codes == [.conflict])
    }

    @Test func whoeverIsLetGoUnansweredAnswersByItself() {
        do { _ = responder() }
        #expect(answers.codes == [.internal])
    }

    @Test func nothingFollowsAnAnswerWhenTheResponderIsLetGo() {
        do { responder().answer(failure(.conflict)) }
        #expect(answers.codes == [.conflict])
    }

    @Test func aDismissedResponderSaysNothing() {
        do {
            let responder = responder()
            responder.dismiss()
            #expect(!responder.answer(failure(.conflict)))
        }
        #expect(answers.codes.isEmpty)
    }

    @Test func nobodyHasAlwaysAnswered() {
        #expect(Responder.nobody.hasAnswered)
        #expect(!Responder.nobody.answer(failure(.conflict)))
    }

    @Test func oneOfManyAnswersAtOnceIsSent() async {
        for _ in 0..<200 {
            let responder = responder()
            let first = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { responder.answer(Reply(.failure(ServiceError(.timeout, "no")), from: "test")) }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(first == 1)
        }
        #expect(answers.codes.count == 200)
    }

    @Test func anAwaitedReplyIsClaimedOnce() {
        let pending = PendingReplies()
        pending.await("a", responder())
        pending.await("b", responder())
        #expect(pending.count == 2)
        #expect(pending.claim("c") == nil)
        #expect(pending.claim("a")?.answer(failure(.conflict)) == true)
        #expect(pending.claim("a") == nil)
        #expect(pending.count == 1)
        #expect(answers.codes == [.conflict])
    }
}
