import Access
import Contracts
import FoundationEssentials
import Health
import Kernel
import Postgres
import Support
import Testing

@testable import SecurityEngines

@Suite struct DelayedAccountTests {
    private static let policy: SecurityPolicy = {
        var policy = SecurityFixture.policy
        policy.lockoutThreshold = 3
        policy.lockoutDuration = .seconds(60)
        return policy
    }()

    private struct Door {
        let fixture: SecurityFixture

        func letsIn(_ password: String, as name: String = "alice", at door: Access.Door = .mqtt) async -> Bool {
            await failure {
                _ = try await fixture.accounts.authenticate(username: name, password: password, at: door)
            } == nil
        }

        /// Gives wrong passwords, as many as make the next one wait.
        func knock(_ times: Int = 3, as name: String = "alice") async {
            for _ in 0..<times { _ = await letsIn("wrong", as: name) }
        }
    }

    private func opened(roles: [String] = []) async throws -> (SecurityFixture, Door, UUID) {
        let fixture = try await SecurityFixture.make(policy: Self.policy)
        return (fixture, Door(fixture: fixture), try await fixture.user("alice", roles: roles))
    }

    @Test func aRightPasswordWaitsAsLongAsAWrongOneAndThenClearsTheCount() async throws {
        let (fixture, door, _) = try await opened()
        await door.knock()
        #expect(await !door.letsIn(SecurityFixture.password))
        fixture.clock.advance(by: .milliseconds(999))
        #expect(await !door.letsIn(SecurityFixture.password))
        fixture.clock.advance(by: .milliseconds(1))
        #expect(await door.letsIn(SecurityFixture.password))
        await door.knock(2)
        #expect(await door.letsIn(SecurityFixture.password))
    }

    @Test func knockingDuringAWaitDoesNotProlongIt() async throws {
        let (fixture, door, _) = try await opened()
        await door.knock(20)
        fixture.clock.advance(by: .seconds(1))
        #expect(await door.letsIn(SecurityFixture.password))
    }

    @Test func ofManyAttemptsAtOnceNoMoreThanTheThresholdAreCounted() async throws {
        let (fixture, door, _) = try await opened()
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { await door.knock(1) } }
        }
        #expect(
            try await fixture.database.psql("select failed_logins || ' ' || (locked_until is not null) from users")
                == "3 true")
    }

    @Test func whatWasIssuedKeepsWorkingWhilePasswordsWait() async throws {
        let (fixture, door, id) = try await opened(roles: ["observer"])
        let issued = try await fixture.login(id)
        let alice = Caller(principal: .user(id), name: "alice", door: .mqtt)
        let key = try await fixture.tokens.createKey(try KeyEngineTests.request("logger"), for: id, by: alice)
        await door.knock()
        #expect(await !door.letsIn(SecurityFixture.password))
        #expect(fixture.isValid(issued.token))
        let next = try await fixture.tokens.refresh(issued.refreshToken)
        try await fixture.gatekeeper.reload()
        #expect(fixture.isValid(next.token))
        let program = try fixture.gatekeeper.caller(showing: Credentials(apiKey: key.text), at: .mqtt)
        #expect(program.userID == id)
        #expect(fixture.gatekeeper.decide(program, Cast.read).allowed)
    }

    @Test func theControlSocketNeitherWaitsNorCounts() async throws {
        let (fixture, door, _) = try await opened()
        await door.knock()
        #expect(await !door.letsIn("wrong", at: .control))
        #expect(await door.letsIn(SecurityFixture.password, at: .control))
        for _ in 0..<5 { #expect(await !door.letsIn("wrong", at: .control)) }
        #expect(try await fixture.database.psql("select failed_logins from users") == "0")
    }

    @Test func theLastAdministratorGetsInAtTheControlSocketWhateverOthersTry() async throws {
        let fixture = try await SecurityFixture.make(policy: Self.policy)
        let door = Door(fixture: fixture)
        let password = try #require(try await fixture.accounts.seedAdministrator())
        await door.knock(as: "admin")
        #expect(await !door.letsIn(password, as: "admin"))
        #expect(await door.letsIn(password, as: "admin", at: .control))
    }

    @Test func aNewPasswordEndsTheWait() async throws {
        let (fixture, door, id) = try await opened()
        await door.knock()
        try await fixture.accounts.changePassword(of: id, from: nil, to: "another horse battery", keeping: nil)
        #expect(await door.letsIn("another horse battery"))
    }

    @Test func whoChangesTheOwnPasswordDuringAWaitIsToldToTryLater() async throws {
        let (fixture, door, id) = try await opened()
        await door.knock()
        let error = await failure {
            try await fixture.accounts.changePassword(
                of: id, from: SecurityFixture.password, to: "another horse battery", keeping: nil)
        }
        #expect(error?.code == .tooManyRequests)
        #expect(error?.details["retry_after_seconds"] == .number(1))
    }

    @Test func administratorsAreToldOfEachWaitAndOfItsEnd() async throws {
        let (fixture, door, id) = try await opened()
        var events = await fixture.accounts.events().makeAsyncIterator()
        await door.knock()
        let first = await events.next()
        #expect(first?.event == .delayed)
        #expect(first?.userID == id.text)
        #expect(first?.username == "alice")
        #expect(first?.failedLogins == 3)
        #expect(first?.delayedUntil == fixture.clock.source.date().addingTimeInterval(1))
        fixture.clock.advance(by: .seconds(1))
        await door.knock(1)
        #expect(await events.next()?.failedLogins == 4)
        fixture.clock.advance(by: .seconds(2))
        #expect(await door.letsIn(SecurityFixture.password))
        #expect(await events.next()?.event == .released)
    }

    @Test func administratorsAreToldThatManyLoginsFail() async throws {
        let fixture = try await SecurityFixture.make(policy: Self.policy)
        let door = Door(fixture: fixture)
        var events = await fixture.accounts.events().makeAsyncIterator()
        for number in 0..<FailureWindow.many { await door.knock(1, as: "name\(number)") }
        let event = await events.next()
        #expect(event?.event == .manyFailures)
        #expect(event?.names == FailureWindow.many)
        #expect(event?.userID == nil)
    }

    @Test func theHealthCountsNamesWithAndWithoutAnAccountAlike() async throws {
        let (fixture, door, _) = try await opened()
        let check = fixture.accounts.check
        #expect(await check.check().message == "")
        await door.knock(as: "nobody")
        #expect(await check.check().message == "1 account delayed after wrong passwords")
        await door.knock()
        let both = await check.check()
        #expect(both.status == .healthy)
        #expect(both.details["names_delayed"] == 2)
        fixture.clock.advance(by: .seconds(1))
        #expect(await check.check().details["names_delayed"] == 0)
    }
}
