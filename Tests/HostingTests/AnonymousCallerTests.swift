import Access
import Kernel
import Support
import Testing

@testable import Hosting

@Suite(.timeLimit(.minutes(1))) struct AnonymousCallerTests {
    let fixture: HostFixture

    init() async throws {
        fixture = try await HostFixture()
        fixture.gatekeeper.lend("operator")
    }

    @Test func whatARoleAllowsIsDoneForNobodyAndRecordedAsSuch() async throws {
        #expect(await (try fixture.send("write", token: nil)).answer() == "work")
        #expect(fixture.audit.all.map { $0.details["anonymous_role"] } == ["operator", "operator"])
        #expect(fixture.audit.principals == ["anonymous", "anonymous"])
    }

    @Test func whatTheRoleDoesNotHoldIsForbidden() async throws {
        fixture.gatekeeper.withhold(Permission("user", "write"))
        #expect(await (try fixture.send("write", token: nil)).answer() == "forbidden")
    }

    @Test func whereOnlyIdentityCountsNobodyIsRefused() async throws {
        #expect(await (try fixture.send("quick", token: nil)).answer() == "unauthenticated")
    }

    @Test func aForgedTokenDoesNotFallBack() async throws {
        #expect(await (try fixture.send("write", token: "forged")).answer() == "unauthenticated")
    }
}
