import Access
import Kernel
import Messaging
import Support
import Testing

@testable import Hosting

@Suite(.timeLimit(.minutes(1))) struct CoordinatorHostTests {
    let fixture: HostFixture

    init() async throws { fixture = try await HostFixture() }

    @Test func aCommandIsAnsweredExactlyOnce() async throws {
        let asked = try await fixture.send("quick", #"{"name":"a"}"#)
        #expect(await asked.answer() == "a")
        #expect(await asked.rest() == 0)
    }

    @Test(
        arguments: [
            ("quick", "{}", nil, "unauthenticated"), ("quick", "{}", "forged", "unauthenticated"),
            ("quick", #"{"name":1}"#, HostFixture.user, "invalid_request"),
            ("more", "[]", nil, "invalid_request"),
        ] as [(String, String, String?, String)])
    func refusedCommandsAreAnsweredOnce(path: String, json: String, token: String?, code: String) async throws {
        let asked = try await fixture.send(path, json, token: token)
        #expect(await asked.answer() == code)
        #expect(await asked.rest() == 0)
    }

    @Test func commandsOfOneLaneRunOneAfterAnother() async throws {
        let first = try await fixture.send("slow", #"{"name":"1","lane":"x"}"#)
        let second = try await fixture.send("slow", #"{"name":"2","lane":"x"}"#)
        let other = try await fixture.send("slow", #"{"name":"3","lane":"y"}"#)
        var started = fixture.coordinator.started.makeAsyncIterator()
        #expect(Set([await started.next(), await started.next()]) == ["1", "3"])
        #expect(await fixture.host.load.waiting == 1)
        await fixture.coordinator.letGo("1")
        #expect(await first.answer() == "1")
        #expect(await started.next() == "2")
        await fixture.coordinator.letGo("2")
        await fixture.coordinator.letGo("3")
        #expect(await second.answer() == "2")
        #expect(await other.answer() == "3")
    }

    @Test func aCommandPastItsDeadlineIsAnsweredAndFreesItsPlace() async throws {
        let hung = try await fixture.send("slow", #"{"name":"hung","lane":"x"}"#)
        let next = try await fixture.send("slow", #"{"name":"next","lane":"x"}"#, expiry: .seconds(3600))
        var started = fixture.coordinator.started.makeAsyncIterator()
        #expect(await started.next() == "hung")
        await fixture.time.nextSleep()
        fixture.time.advance(by: .seconds(30))
        #expect(await hung.answer() == "timeout")
        #expect(await started.next() == "next")
        await fixture.coordinator.letGo("hung")
        await fixture.coordinator.letGo("next")
        #expect(await next.answer() == "next")
        #expect(await hung.rest() == 0)
        #expect(await fixture.host.load.running == 0)
    }

    @Test func aCommandThatWaitsPastItsDeadlineIsNotExecuted() async throws {
        try await fixture.send("slow", #"{"name":"1","lane":"x"}"#, expiry: .seconds(3600))
        let late = try await fixture.send("slow", #"{"name":"2","lane":"x"}"#, expiry: .seconds(1))
        let later = try await fixture.send("slow", #"{"name":"3","lane":"x"}"#, expiry: .seconds(1))
        await fixture.time.nextSleep()
        fixture.time.advance(by: .seconds(1))
        #expect(await late.answer() == "expired")
        #expect(await later.answer() == "expired")
        #expect(await late.rest() + later.rest() == 0)
        #expect(await fixture.coordinator.count == 1)
        await fixture.coordinator.letGo("1")
    }

    @Test func whoIsShutOutWhileTheCommandWaitsForItsTurnIsRefused() async throws {
        let other = "00000000-0000-0000-0000-000000000002"
        let first = try await fixture.send("slow", #"{"name":"1","lane":"x"}"#, token: other)
        let waits = try await fixture.send("slow", #"{"name":"2","lane":"x"}"#)
        let passedOn = try await fixture.send(
            "slow", #"{"name":"3","lane":"x"}"#, token: "node:a", onBehalfOf: .user(TestGatekeeper.user))
        var started = fixture.coordinator.started.makeAsyncIterator()
        #expect(await started.next() == "1")
        fixture.gatekeeper.shutOut(TestGatekeeper.user)
        await fixture.coordinator.letGo("1")
        #expect(await first.answer() == "1")
        #expect(await waits.answer() == "unauthenticated")
        #expect(await passedOn.answer() == "unauthenticated")
        #expect(await fixture.coordinator.count == 1)
    }

    @Test func changesStopWhenAccountsWereNotHeardOfForTooLong() async throws {
        fixture.gatekeeper.goDeaf(for: .seconds(60))
        #expect(await (try fixture.send("act", #"{"name":"a"}"#)).answer() == "a")
        fixture.gatekeeper.goDeaf(for: .seconds(61))
        #expect(await (try fixture.send("act", #"{"name":"b"}"#)).answer() == "unavailable")
        #expect(await (try fixture.send("read", #"{"name":"c"}"#)).answer() == "c")
        #expect(await (try fixture.send("stop", #"{"name":"d"}"#)).answer() == "d")
    }

    @Test func aRepeatedCommandIsExecutedOnceAndAnsweredToBoth() async throws {
        let first = try await fixture.send("change", #"{"name":"a"}"#, id: "m")
        var started = fixture.coordinator.started.makeAsyncIterator()
        _ = await started.next()
        let during = try await fixture.send("change", #"{"name":"a"}"#, id: "m")
        await fixture.coordinator.letGo("a")
        #expect(await first.answer() == "a")
        #expect(await during.answer() == "a")
        let after = try await fixture.send("change", #"{"name":"a"}"#, id: "m")
        #expect(await after.answer() == "a")
        #expect(await fixture.coordinator.count == 1)
        let other = try await fixture.send("change", #"{"name":"b"}"#, id: "m")
        #expect(await other.answer() == "conflict")
        #expect(fixture.audit.lines == ["intent allow -", "outcome allow success", "refusal deny conflict"])
    }

    @Test func aSecretIsShownOnce() async throws {
        let reply = "t/client/c/replies"
        let first = try await fixture.send("secret", #"{"name":"s"}"#, id: "m", replyTo: reply)
        var started = fixture.coordinator.started.makeAsyncIterator()
        _ = await started.next()
        let during = try await fixture.send("secret", #"{"name":"s"}"#, id: "m", replyTo: reply)
        await fixture.coordinator.letGo("s")
        #expect(await first.answer() == "s")
        #expect(await during.answer() == "conflict")
        #expect(await (try fixture.send("secret", #"{"name":"s"}"#, id: "m", replyTo: reply)).answer() == "conflict")
    }

    @Test func whatIsUrgentIsDoneAlthoughItsEndIsPast() async throws {
        #expect(await (try fixture.send("slow", #"{"name":"late"}"#, expiry: .zero)).answer() == "expired")
        #expect(await (try fixture.send("stop", #"{"name":"stopped"}"#, expiry: .zero)).answer() == "stopped")
    }

    @Test func urgentCommandsPassAFullHost() async throws {
        fixture.environment.policy.queueSize = 2
        fixture.environment.policy.rateLimit = 0
        for number in 0..<258 { try await fixture.send("slow", #"{"name":"\#(number)"}"#) }
        #expect(await fixture.host.load == (256, 2))
        #expect(await (try fixture.send("slow")).answer() == "unavailable")
        #expect(await (try fixture.send("stop", #"{"name":"stopped"}"#)).answer() == "stopped")
        for number in 0..<258 { await fixture.coordinator.letGo("\(number)") }
    }

    @Test func closingAnswersWhoWaitsAndForgetsTheClaim() async throws {
        let runs = try await fixture.send("slow", #"{"name":"1","lane":"x"}"#)
        let waits = try await fixture.send("slow", #"{"name":"2","lane":"x"}"#)
        var started = fixture.coordinator.started.makeAsyncIterator()
        _ = await started.next()
        await fixture.host.close()
        #expect(await waits.answer() == "unavailable")
        await fixture.coordinator.letGo("1")
        #expect(await runs.answer() == "1")
        #expect(await waits.rest() == 0)
    }

    @Test func aPublicRouteKnowsOnlyWhoHoldsThePermission() async throws {
        func caller(_ token: String?) async throws -> String? {
            let asked = try await fixture.send("more", token: token)
            guard case .success(let done as TestCoordinator.Done) = await asked.replies.next()?.outcome
            else { return nil }
            return done.caller
        }
        #expect(try await caller(nil) == "anonymous")
        #expect(try await caller("forged") == "anonymous")
        #expect(try await caller(HostFixture.user) == "user:\(HostFixture.user)")
        fixture.gatekeeper.withhold(Permission("health", "read"))
        #expect(try await caller(HostFixture.user) == "anonymous")
    }

    @Test func aRefusedChangeIsRecorded() async throws {
        fixture.gatekeeper.withhold(Permission("user", "write"))
        #expect(await (try fixture.send("write")).answer() == "forbidden")
        #expect(fixture.audit.lines == ["refusal deny forbidden"])
    }

    @Test func refusedEventsAreToldOnceAMinute() async throws {
        let first = try await fixture.send("said", token: nil)
        let second = try await fixture.send("said", token: nil)
        let addressed = try await fixture.send("said", token: nil, replyTo: "t/client/c/replies")
        #expect(await first.answer() == "unauthenticated")
        #expect(await addressed.answer() == "unauthenticated")
        #expect(await second.rest() == 0)
        fixture.time.advance(by: .seconds(60))
        #expect(await (try fixture.send("said", token: nil)).answer() == "unauthenticated")
    }

    @Test func acceptedEventsAreAnsweredOnlyAtAnAddress() async throws {
        let silent = try await fixture.send("said")
        let asked = try await fixture.send("said", replyTo: "t/client/c/replies")
        #expect(await asked.answer() == "success")
        #expect(await silent.rest() == 0)
    }

    @Test func onlyANodeIsAnsweredAtItsAddress() async throws {
        let foreign = try await fixture.send("quick", replyTo: "t/node/a/replies")
        let reply = await foreign.replies.next()
        #expect(reply?.failure?.code == .invalidRequest)
        #expect(reply?.refusesReplyAddress == true)
        let node = try await fixture.send("quick", #"{"name":"n"}"#, token: "node:a", replyTo: "t/node/a/replies")
        #expect(await node.answer() == "n")
    }

    @Test func aResponseOnARouteIsRefused() async throws {
        #expect(await (try fixture.send("open", kind: .response)).answer() == "invalid_request")
    }

    @Test func aPeerThatAsksTooMuchIsRefusedAndOthersAreNot() async throws {
        var answers: [String] = []
        for _ in 0..<101 {
            answers.append(
                await (try fixture.send("open", #"{"name":"x"}"#, token: nil, door: .control, peer: "uid:1")).answer())
        }
        #expect(answers == Array(repeating: "x", count: 100) + ["too_many_requests"])
        let other = try await fixture.send("open", #"{"name":"x"}"#, token: nil, door: .control, peer: "uid:2")
        #expect(await other.answer() == "x")
        let own = try await fixture.send("quick", #"{"name":"x"}"#, door: .control, peer: "uid:1")
        #expect(await own.answer() == "x")
    }
}
