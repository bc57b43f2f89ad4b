import Access
import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

@testable import Hosting

/// What a host lets an API key do.
@Suite(.timeLimit(.minutes(1))) struct APIKeyTests {
    let fixture: HostFixture

    init() async throws { fixture = try await HostFixture() }

    private func answer(_ path: String, _ json: String = #"{"name":"work"}"#, by scopes: String) async throws -> String
    {
        try await fixture.send(path, json, apiKey: scopes).answer()
    }

    @Test func aPermissionNeedsAScopeThatNamesIt() async throws {
        #expect(try await answer("write", by: "user:write") == "work")
        #expect(try await answer("write", by: "user:read telescope:write") == "forbidden")
    }

    @Test func whatIsOnesOwnNeedsAScopeToo() async throws {
        let own = #"{"name":"\#(HostFixture.user)"}"#
        for json in [own, #"{"name":"work"}"#] {
            #expect(try await answer("own", json, by: "user:write") == "forbidden")
            #expect(try await answer("own", json, by: "user:read") != "forbidden")
            #expect(try await fixture.send("own", json).answer() != "forbidden")
        }
        // The owner of the key may hold no such permission: what is one's own needs none.
        fixture.gatekeeper.withhold(.init("user", "read"))
        #expect(try await answer("own", own, by: "user:read") != "forbidden")
    }

    @Test func aRouteThatNamesNoPermissionIsForLogins() async throws {
        #expect(try await answer("quick", by: "user:write user:read") == "forbidden")
        #expect(try await fixture.send("quick").answer() == "work")
    }

    @Test func whatWouldOutliveTheKeyIsForLoginsWhateverTheScopes() async throws {
        #expect(try await answer("hand", by: "user:write") == "forbidden")
        #expect(try await fixture.send("hand").answer() == "work")
    }

    @Test func theTrailNamesTheKeyBesideTheUser() async throws {
        #expect(try await answer("write", by: "user:write") == "work")
        #expect(try await answer("write", by: "user:read") == "forbidden")
        let lines = fixture.audit.all
        #expect(lines.map(\.decision) == ["allow", "allow", "deny"])
        for line in lines {
            #expect(line.principal == "user:" + HostFixture.user)
            #expect(line.details["api_key"] == ["id": .string(TestGatekeeper.key.text), "name": "k"])
        }
        #expect(lines.first?.rule == "everybody may")
    }

    @Test func whatALoginWasAnsweredIsNotForAKey() async throws {
        let first = try await fixture.send("write", #"{"name":"a"}"#, id: "m")
        #expect(await first.answer() == "a")
        let again = try await fixture.send("write", #"{"name":"a"}"#, id: "m")
        #expect(await again.answer() == "a")
        #expect(await fixture.coordinator.count == 1)
        let key = try await fixture.send("write", #"{"name":"a"}"#, apiKey: "user:write", id: "m")
        #expect(await key.answer() == "a")
        #expect(await fixture.coordinator.count == 2)
    }
}
