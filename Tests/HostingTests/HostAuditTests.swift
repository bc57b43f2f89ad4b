import Access
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import Hosting

/// What a host writes into the audit trail.
@Suite(.timeLimit(.minutes(1))) struct HostAuditTests {
    private let fixture: HostFixture
    private let user = "user:" + HostFixture.user

    init() async throws { fixture = try await HostFixture() }

    @Test func anActHasTwoRowsThatNameWhoAndOnWhatAndTheRule() async throws {
        #expect(await (try fixture.send("act", #"{"name":"a","lane":"x"}"#)).answer() == "a")
        #expect(fixture.audit.lines == ["intent allow -", "outcome allow success"])
        #expect(fixture.audit.circumstances == ["intent \(user) x everybody may", "outcome \(user) x everybody may"])
    }

    @Test func theIntentIsThereBeforeTheHandlerBegins() async throws {
        fixture.audit.hold("x")
        let held = try await fixture.send("act", #"{"name":"a","lane":"x"}"#)
        // The other act is answered, so the first has come as far as it can.
        #expect(await (try fixture.send("act", #"{"name":"b","lane":"y"}"#)).answer() == "b")
        #expect(await fixture.coordinator.count == 1)
        fixture.audit.letGo("x")
        #expect(await held.answer() == "a")
    }

    @Test func anActWhoseIntentTookTooLongIsNotDone() async throws {
        fixture.audit.hold("x")
        let late = try await fixture.send("act", #"{"name":"a","lane":"x"}"#)
        var waiting = fixture.audit.waiting.makeAsyncIterator()
        #expect(await waiting.next() == "x")
        #expect(await (try fixture.send("act", #"{"name":"b","lane":"y"}"#)).answer() == "b")
        var concluded = fixture.audit.concluded.makeAsyncIterator()
        #expect(await concluded.next() == "success")
        await fixture.time.nextSleep()
        fixture.time.advance(by: .seconds(31))
        #expect(await late.answer() == "timeout")
        fixture.audit.letGo("x")
        #expect(await concluded.next() == "expired")
        #expect(await fixture.coordinator.count == 1)
        #expect(fixture.audit.lines.last == "outcome allow expired")
    }

    @Test func anActWhoseIntentIsBeingWrittenWhenTheHostClosesIsNotDone() async throws {
        fixture.audit.hold("x")
        let held = try await fixture.send("act", #"{"name":"a","lane":"x"}"#)
        var waiting = fixture.audit.waiting.makeAsyncIterator()
        _ = await waiting.next()
        await fixture.host.close()
        fixture.audit.letGo("x")
        #expect(await held.answer() == "unavailable")
        #expect(await fixture.coordinator.count == 0)
    }

    @Test func aLoginThatIsRecordedTooLateIsNotDone() async throws {
        fixture.audit.hold("x")
        let late = try await fixture.send("enter", #"{"name":"a","lane":"x"}"#, token: nil)
        var waiting = fixture.audit.waiting.makeAsyncIterator()
        _ = await waiting.next()
        await fixture.time.nextSleep()
        fixture.time.advance(by: .seconds(31))
        #expect(await late.answer() == "timeout")
        fixture.audit.letGo("x")
        var concluded = fixture.audit.concluded.makeAsyncIterator()
        #expect(await concluded.next() == "expired")
        #expect(await fixture.coordinator.count == 0)
    }

    @Test func aRightThatIsWithdrawnWhileTheIntentIsWrittenIsNoRight() async throws {
        fixture.audit.hold("x")
        let held = try await fixture.send("act", #"{"name":"a","lane":"x"}"#)
        var waiting = fixture.audit.waiting.makeAsyncIterator()
        _ = await waiting.next()
        fixture.gatekeeper.withhold(Permission("user", "write"))
        fixture.audit.letGo("x")
        #expect(await held.answer() == "forbidden")
        #expect(await fixture.coordinator.count == 0)
        #expect(fixture.audit.lines == ["intent allow -", "outcome deny forbidden"])
        #expect(fixture.audit.all.last?.rule == "user:write is needed: withheld")
    }

    @Test func whoIsShutOutBeforeAnUrgentActBeginsIsRefused() async throws {
        let held = try await fixture.send("ward")
        var started = fixture.coordinator.started.makeAsyncIterator()
        _ = await started.next()
        fixture.gatekeeper.shutOut(TestGatekeeper.user)
        await fixture.coordinator.letGo("work")
        #expect(await held.answer() == "unauthenticated")
        // The guard was there, the handler was not.
        #expect(await fixture.coordinator.count == 1)
        #expect(fixture.audit.lines == ["note allow -", "outcome deny unauthenticated"])
    }

    @Test func anAllowedActStaysAllowedWhenSomebodyElseDeniesIt() async throws {
        #expect(await (try fixture.send("foreign")).answer() == "forbidden")
        #expect(fixture.audit.lines == ["intent allow -", "outcome allow forbidden"])
    }

    @Test func anActThatItsHandlerDeniesIsDenied() async throws {
        #expect(await (try fixture.send("give", #"{"name":"more"}"#)).answer() == "forbidden")
        #expect(fixture.audit.lines == ["intent allow -", "outcome deny forbidden"])
        #expect(fixture.audit.all.last?.rule == "not yours to give")
    }

    @Test func whatACallerMayNotKnowOfIsDeniedToTheTrailAlone() async throws {
        let asked = #"{"name":"a","lane":"private"}"#
        #expect(await (try fixture.send("find")).answer() == "not_found")
        #expect(fixture.audit.lines.isEmpty)
        let hidden = try await fixture.send("find", asked)
        #expect(await hidden.replies.first { _ in true }?.failure?.message == "there is none")
        #expect(fixture.audit.lines == ["refusal deny not_found"])
        #expect(fixture.audit.all.last?.rule == "it is private")
    }

    @Test func whatIsGivenIsNotedInEachRow() async throws {
        let asked = #"{"name":"a","lane":"x"}"#
        #expect(await (try fixture.send("give", asked)).answer() == "a")
        fixture.gatekeeper.withhold(Permission("user", "write"))
        #expect(await (try fixture.send("give", asked)).answer() == "forbidden")
        #expect(fixture.audit.all.map(\.details) == [["lane": "x"], ["lane": "x"], ["lane": "x"]])
    }

    @Test func aRowNamesTheDoorTheRequestAndWhatItsSenderCallsItself() async throws {
        for (token, id) in [(HostFixture.user, "m"), ("forged", "n")] {
            _ = await (try fixture.send("act", token: token, id: id, door: .control, source: "client:gtk")).answer()
        }
        #expect(fixture.audit.lines == ["intent allow -", "outcome allow success", "refusal deny unauthenticated"])
        #expect(fixture.audit.all.map(\.correlationID) == ["m", "m", "n"])
        for row in fixture.audit.all {
            #expect(row.door == .control && row.claimedSource == "client:gtk" && row.action == "test/act")
        }
    }

    @Test func theRowsOfARequestWithoutAnIDBelongTogether() async throws {
        for _ in 0..<2 { _ = await (try fixture.send("act")).answer() }
        let ids = fixture.audit.all.map(\.correlationID)
        #expect(ids.count == 4)
        #expect(ids[0] == ids[1] && ids[2] == ids[3] && ids[0] != ids[2])
    }

    @Test func aDeniedRequestOfAnotherNodeIsItsUsers() async throws {
        fixture.gatekeeper.withhold(Permission("user", "write"))
        let denied = try await fixture.send("act", token: "node:a", onBehalfOf: .user(TestGatekeeper.user))
        #expect(await denied.answer() == "forbidden")
        let row = try #require(fixture.audit.all.last)
        #expect(row.principal == user && row.details == ["passed_on_by": "a"])
        let key = UUID()
        let unknown = try await fixture.send("act", token: "node:a", onBehalfOf: .apiKey(key))
        #expect(await unknown.answer() == "unauthenticated")
        let other = try #require(fixture.audit.all.last)
        #expect(other.principal == "node:a" && other.details == ["on_behalf_of": .string("key:" + key.text)])
    }

    @Test func anUrgentActDoesNotWaitForItsIntent() async throws {
        #expect(await (try fixture.send("stop")).answer() == "work")
        #expect(fixture.audit.lines == ["note allow -", "outcome allow success"])
    }

    @Test func theDomainsOwnCheckIsNamed() async throws {
        #expect(await (try fixture.send("owned")).answer() == "work")
        #expect(fixture.audit.circumstances.allSatisfy { $0.hasSuffix("it is theirs") })
        #expect(await (try fixture.send("owned", #"{"name":"a","lane":"x"}"#)).answer() == "forbidden")
        #expect(fixture.audit.lines.last == "refusal deny forbidden")
    }

    @Test func aDeniedReadIsRecordedAndAnAllowedOneIsNot() async throws {
        #expect(await (try fixture.send("read")).answer() == "work")
        #expect(fixture.audit.lines.isEmpty)
        fixture.gatekeeper.withhold(Permission("user", "read"))
        #expect(await (try fixture.send("read")).answer() == "forbidden")
        #expect(await (try fixture.send("read", token: nil)).answer() == "unauthenticated")
        #expect(fixture.audit.lines == ["refusal deny forbidden", "refusal deny unauthenticated"])
        #expect(fixture.audit.circumstances[0] == "refusal \(user) work user:read is needed: withheld")
        #expect(fixture.audit.circumstances[1].hasPrefix("refusal anonymous work "))
    }

    @Test func aRefusedLoginHasOneRowAndAGoodOneTwoInTheNameOfItsUser() async throws {
        #expect(await (try fixture.send("enter", #"{"name":"wrong"}"#, token: nil)).answer() == "unauthenticated")
        #expect(fixture.audit.lines == ["refusal deny unauthenticated"])
        #expect(await (try fixture.send("enter", #"{"name":"a","lane":"known"}"#, token: nil)).answer() == "a")
        #expect(fixture.audit.lines.dropFirst() == ["intent allow -", "outcome allow success"])
        #expect(fixture.audit.circumstances.dropFirst().allSatisfy { $0.contains(" node:a known public") })
    }

    @Test func aChangeThatWasNoRequestIsARefusal() async throws {
        #expect(await (try fixture.send("act", #"{"name":7}"#)).answer() == "invalid_request")
        #expect(fixture.audit.lines == ["refusal deny invalid_request"])
    }
}
