import Access
import Kernel
import Testing

@testable import Hosting

/// What a host writes into the audit trail.
@Suite struct HostAuditTests {
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
