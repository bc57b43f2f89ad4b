import Access
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Testing

@testable import Hosting

@Suite struct CommandMemoryStateTests {
    private let done = Reply(.success(Empty()), from: "test")

    private func key(_ id: String, _ caller: UUID = UUID()) -> CommandMemoryState.Key {
        .init(principal: .user(caller), topic: "t", id: id)
    }

    private func name(_ claim: CommandMemoryState.Claim) -> String {
        switch claim {
        case .execute: "execute"
        case .wait: "wait"
        case .repeated: "repeated"
        case .conflict: "conflict"
        }
    }

    private func claim(
        _ state: inout CommandMemoryState, _ key: CommandMemoryState.Key, digest: [UInt8] = [1],
        at now: Duration = .zero
    ) -> String {
        name(state.claim(key, digest: digest, responder: .nobody, now: now))
    }

    @Test func aRepetitionWaitsAndIsThenAnswered() {
        var state = CommandMemoryState()
        let key = key("a")
        let found1 = claim(&state, key)
        #expect(found1 == "execute")
        let found2 = claim(&state, key)
        #expect(found2 == "wait")
        let found3 = state.complete(key, with: done, size: 10)
        #expect(found3.count == 1)
        let found4 = claim(&state, key)
        #expect(found4 == "repeated")
        let found5 = claim(&state, key, digest: [2])
        #expect(found5 == "conflict")
    }

    @Test(arguments: [(300, "repeated"), (301, "execute")])
    func aReplyIsForgottenAfterFiveMinutes(seconds: Int, expected: String) {
        var state = CommandMemoryState()
        let key = key("a")
        _ = claim(&state, key)
        _ = state.complete(key, with: done, size: 10)
        let found6 = claim(&state, key, at: .seconds(seconds))
        #expect(found6 == expected)
    }

    @Test func whatIsBeingExecutedIsNeverForgotten() {
        var state = CommandMemoryState()
        let key = key("a")
        _ = claim(&state, key)
        let found7 = claim(&state, key, at: .seconds(1000))
        #expect(found7 == "wait")
    }

    @Test func aReleasedCommandMayBeExecutedAgain() {
        var state = CommandMemoryState()
        let key = key("a")
        _ = claim(&state, key)
        _ = claim(&state, key)
        let found8 = state.release(key)
        #expect(found8.count == 1)
        let found9 = claim(&state, key)
        #expect(found9 == "execute")
    }

    @Test func aCallerHasOnlyAThousandPlaces() {
        var state = CommandMemoryState()
        let caller = UUID()
        let other = key("other")
        _ = claim(&state, other)
        _ = state.complete(other, with: done, size: 1)
        for number in 0...1000 {
            _ = claim(&state, key("\(number)", caller))
            _ = state.complete(key("\(number)", caller), with: done, size: 1)
        }
        #expect(state.count == 1001)
        #expect(state.evicted == 1)
        let found10 = claim(&state, key("0", caller))
        #expect(found10 == "execute")
        let found11 = claim(&state, key("2", caller))
        #expect(found11 == "repeated")
        let found12 = claim(&state, other)
        #expect(found12 == "repeated")
    }

    @Test func repliesHaveSixteenMebibytes() {
        var state = CommandMemoryState()
        let keys = (0..<3).map { key("\($0)") }
        for key in keys {
            _ = claim(&state, key)
            _ = state.complete(key, with: done, size: 8 << 20)
        }
        #expect(state.evicted == 1)
        let found13 = claim(&state, keys[1])
        #expect(found13 == "repeated")
    }

    @Test func aLongFloodOfOneCallerStaysBounded() {
        var state = CommandMemoryState()
        let caller = UUID()
        for number in 0..<20_000 {
            let key = key("\(number)", caller)
            _ = claim(&state, key, at: .milliseconds(number))
            _ = state.complete(key, with: done, size: 1)
        }
        #expect(state.count == 1000)
        #expect(state.evicted == 19_000)
    }
}
