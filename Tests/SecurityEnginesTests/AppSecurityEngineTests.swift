import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Support
import Testing

@testable import SecurityEngines

@Suite struct AppSecurityEngineTests {
    @Test func aLoginGivesATokenThatIsBelieved() async throws {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice")
        let issued = try await fixture.login(id)
        let caller = try fixture.tokens.validate(issued.token)
        #expect(caller.principal == .user(id))
        #expect(caller.expiresAt == issued.expiresAt)
        #expect(issued.refreshToken.hasPrefix("bsr_"))
        #expect(issued.refreshToken.utf8.count == 47)
        let stored = try await fixture.database.psql("select encode(token_hash, 'hex') from refresh_tokens")
        #expect(stored == Digest.sha256Hex(Data(issued.refreshToken.utf8)))
    }

    @Test func ofManyNodesOneMakesTheKey() async throws {
        let fixture = try await SecurityFixture.make()
        try await fixture.database.psql("delete from signing_keys")
        let engines = (0..<6).map { _ in
            let gatekeeper = SnapshotGatekeeper(
                .empty, loader: .database(fixture.pool, fixture.secrets), listener: nil, prefix: Cast.prefix,
                time: .system,
                logger: Logger(label: "test"))
            return AppSecurityEngine(
                pool: fixture.pool, gatekeeper: gatekeeper, secrets: fixture.secrets, logger: Logger(label: "test"))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for engine in engines { group.addTask { try await engine.prepare() } }
            try await group.waitForAll()
        }
        #expect(try await fixture.database.psql("select count(*) from signing_keys") == "1")
        let token = try await engines[0].token(forNode: "dome")
        for engine in engines { #expect(try engine.validate(token).nodeName == "dome") }
    }

    @Test func aNodesTokenIsRenewedHalfWay() async throws {
        let fixture = try await SecurityFixture.make()
        let first = try await fixture.tokens.token(forNode: "dome")
        fixture.clock.advance(by: .seconds(29))
        #expect(try await fixture.tokens.token(forNode: "dome") == first)
        fixture.clock.advance(by: .seconds(1))
        #expect(try await fixture.tokens.token(forNode: "dome") != first)
        fixture.clock.advance(by: .seconds(90))
        #expect(!fixture.isValid(first))
    }

    @Test func aNodesTokenIsSignedAnewWhenItsKeyIsGone() async throws {
        let fixture = try await SecurityFixture.make()
        let first = try await fixture.tokens.token(forNode: "dome")
        let date = fixture.clock.source.date()
        try await fixture.pool.withTransaction {
            try await SigningKeys.replace(in: $0, with: fixture.secrets, at: date)
        }
        try await fixture.gatekeeper.reload()
        #expect(!fixture.isValid(first))
        #expect(fixture.isValid(try await fixture.tokens.token(forNode: "dome")))
    }

    @Test func aRefreshTokenIsSpentByItsUse() async throws {
        let fixture = try await SecurityFixture.make()
        let first = try await fixture.login(try await fixture.user("alice"))
        let second = try await fixture.tokens.refresh(first.refreshToken)
        #expect(fixture.isValid(first.token))
        #expect(fixture.isValid(second.token))

        let reuse = await failure { _ = try await fixture.tokens.refresh(first.refreshToken) }
        #expect(reuse?.code == .unauthenticated)
        #expect(!fixture.isValid(first.token))
        #expect(!fixture.isValid(second.token))
        #expect(await failure { _ = try await fixture.tokens.refresh(second.refreshToken) }?.code == .unauthenticated)
    }

    @Test func administratorsAreToldOnceOfARefreshTokenThatCameAgain() async throws {
        let fixture = try await SecurityFixture.make()
        var events = await fixture.tokens.events().makeAsyncIterator()
        for name in ["alice", "bob"] {
            let id = try await fixture.user(name)
            let issued = try await fixture.login(id)
            _ = try await fixture.tokens.refresh(issued.refreshToken)
            fixture.clock.advance(by: .seconds(60))
            for _ in 0..<2 {
                let refused = await failure { _ = try await fixture.tokens.refresh(issued.refreshToken) }
                #expect(refused?.code == .unauthenticated)
            }
            let event = await events.next()
            #expect(
                event
                    == SecurityEvent(
                        .refreshTokenReused, userID: id.text, username: name, at: fixture.clock.source.date()))
            #expect(event?.kind == .tokens)
        }
    }

    @Test func ofTwoRefreshesAtOnceOneIsATheft() async throws {
        let fixture = try await SecurityFixture.make()
        let issued = try await fixture.login(try await fixture.user("alice"))
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask { await failure { _ = try await fixture.tokens.refresh(issued.refreshToken) } != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 1)
        #expect(!fixture.isValid(issued.token))
    }

    @Test func aRefreshTokenEndsIsUnknownOrBelongsToADisabledAccount() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("root", roles: ["admin"])
        let alice = try await fixture.user("alice")
        #expect(await failure { _ = try await fixture.tokens.refresh("bsr_x") }?.code == .unauthenticated)
        let old = try await fixture.login(alice)
        fixture.clock.advance(by: .seconds(7 * 86_400))
        #expect(await failure { _ = try await fixture.tokens.refresh(old.refreshToken) }?.code == .unauthenticated)
        let issued = try await fixture.login(alice)
        _ = try await fixture.accounts.delete(alice)
        #expect(await failure { _ = try await fixture.tokens.refresh(issued.refreshToken) }?.code == .unauthenticated)
    }

    @Test func aLogoutEndsOneLoginOrAll() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let (first, second, third) = (
            try await fixture.login(alice), try await fixture.login(alice), try await fixture.login(alice)
        )
        try await fixture.tokens.close(nil, for: try fixture.tokens.validate(first.token), everywhere: false)
        #expect(!fixture.isValid(first.token))
        #expect(fixture.isValid(second.token))
        #expect(await failure { _ = try await fixture.tokens.refresh(first.refreshToken) }?.code == .unauthenticated)
        try await fixture.tokens.close(second.token, for: try fixture.tokens.validate(third.token), everywhere: true)
        #expect(!fixture.isValid(second.token))
        #expect(!fixture.isValid(third.token))
    }

    @Test func nobodyEndsAnothersLogin() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.login(try await fixture.user("alice"))
        let bob = try await fixture.login(try await fixture.user("bob"))
        let caller = try fixture.tokens.validate(bob.token)
        let error = await failure { try await fixture.tokens.close(alice.token, for: caller, everywhere: false) }
        #expect(error?.code == .forbidden)
        #expect(fixture.isValid(alice.token))
    }

    @Test func aChangedPasswordEndsTheOtherLogins() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let (mine, other) = (try await fixture.login(alice), try await fixture.login(alice))
        try await fixture.accounts.changePassword(
            of: alice, from: SecurityFixture.password, to: "another horse battery",
            keeping: try fixture.tokens.validate(mine.token).tokenID)
        try await fixture.gatekeeper.reload()
        #expect(fixture.isValid(mine.token))
        #expect(!fixture.isValid(other.token))
    }

    @Test func aLoginThatAChangeOfThePasswordOvertookGetsNoToken() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let early = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        try await fixture.accounts.changePassword(of: alice, from: nil, to: "another horse battery", keeping: nil)
        #expect(await failure { _ = try await fixture.tokens.open(for: early) }?.code == .unauthenticated)
        let late = try await fixture.accounts.authenticate(username: "alice", password: "another horse battery")
        _ = try await fixture.tokens.open(for: late)
    }

    @Test func aLoginToAnAccountThatIsDisabledMeanwhileGetsNoToken() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("root", roles: ["admin"])
        let alice = try await fixture.user("alice")
        let early = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        _ = try await fixture.accounts.delete(alice)
        #expect(await failure { _ = try await fixture.tokens.open(for: early) }?.code == .unauthenticated)
        #expect(try await fixture.database.psql("select count(*) from refresh_tokens") == "0")
    }

    @Test func aLoginWhoseHashMovesGetsItsToken() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("alice")
        await fixture.accounts.apply(SecurityPolicy(bcryptCost: 5))
        let user = try await fixture.accounts.authenticate(username: "alice", password: SecurityFixture.password)
        #expect(Bcrypt.cost(of: user.passwordHash) == 5)
        _ = try await fixture.tokens.open(for: user)
    }

    @Test func aRenewalWaitsForAChangeOfItsAccountAndGoesByIt() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let issued = try await fixture.login(alice)
        let renewal = try await fixture.pool.withTransaction { transaction in
            try await transaction.execute("update users set enabled = false where id = \(alice)")
            let renewal = Task {
                await failure { _ = try await fixture.tokens.refresh(issued.refreshToken) }?.code
            }
            try await waitForALock(fixture)
            try await Revocation.revokeAll(of: alice, except: nil, at: fixture.clock.source.date(), in: transaction)
            return renewal
        }
        #expect(await renewal.value == .unauthenticated)
        #expect(try await fixture.database.psql("select count(*) from refresh_tokens") == "1")
    }

    /// Waits until somebody waits for a row of the database.
    private func waitForALock(_ fixture: SecurityFixture) async throws {
        try await withDeadline(.seconds(30), "a lock that is waited for") {
            let waiting = """
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'
                """
            // Another process waits there: the server tells nobody of it by itself.
            while try await fixture.database.psql(waiting) == "0" { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    @Test func aPasswordThatBecameTooOldIsToldAtTheNextRenewal() async throws {
        var policy = SecurityFixture.policy
        policy.passwordExpiry = .seconds(10 * 86_400)
        let fixture = try await SecurityFixture.make(policy: policy)
        let first = try await fixture.login(try await fixture.user("alice"))
        fixture.clock.advance(by: .seconds(6 * 86_400))
        let second = try await fixture.tokens.refresh(first.refreshToken)
        #expect(!second.mustChangePassword)
        fixture.clock.advance(by: .seconds(5 * 86_400))
        let third = try await fixture.tokens.refresh(second.refreshToken)
        #expect(third.mustChangePassword)
        try await fixture.gatekeeper.reload()
        #expect(try fixture.tokens.validate(third.token).mustChangePassword)
    }

    @Test func whatNoLongerMattersIsForgotten() async throws {
        let fixture = try await SecurityFixture.make()
        let issued = try await fixture.login(try await fixture.user("alice"))
        try await fixture.tokens.close(nil, for: try fixture.tokens.validate(issued.token), everywhere: false)
        func rows() async throws -> String {
            try await fixture.database.psql(
                "select (select count(*) from refresh_tokens) || ' ' || (select count(*) from revoked_tokens)")
        }
        fixture.clock.advance(by: .seconds(7 * 86_400))
        try await fixture.tokens.purge()
        #expect(try await rows() == "1 1")
        fixture.clock.advance(by: .seconds(2 * 86_400))
        try await fixture.tokens.purge()
        #expect(try await rows() == "0 0")
    }

    @Test func thePermissionsOfTheDesignAreInForce() async throws {
        let fixture = try await SecurityFixture.make()
        let developer = try await fixture.user("dev", roles: ["developer"])
        let operator1 = try await fixture.user("op", roles: ["operator"])
        func may(_ user: UUID, _ resource: String, _ action: String) -> Decision {
            fixture.gatekeeper.snapshot.decide(user: user, Permission(resource, action))
        }
        #expect(may(operator1, "telescope", "control").grantedBy == "operator")
        #expect(!may(operator1, "user", "write").allowed)
        #expect(may(developer, "ui", "write").allowed)
        #expect(!may(developer, "telescope", "read").allowed)
        let ids = try await fixture.database.psql(
            "select right(id::text, 2) || resource || action from permissions order by id limit 2")
        #expect(ids == "01userread\n02userwrite")
    }
}
