import Contracts
import Foundation
import Health
import Kernel
import Logging
import Secrets
import Support
import Synchronization
import Testing

@testable import SecurityEngines

@Suite struct PepperTests {
    private let composed = "caf\u{E9} au lait, s'il vous pla\u{EE}t"
    private let decomposed = "cafe\u{301} au lait, s'il vous plai\u{302}t"

    private func make(_ fixture: SecurityFixture, _ keeper: SecretKeeper) async -> AccountSecurityEngine {
        let engine = AccountSecurityEngine(
            pool: fixture.pool, secrets: keeper, time: fixture.clock.source, logger: Logger(label: "test"))
        await engine.apply(SecurityFixture.policy)
        return engine
    }

    private func logsIn(_ accounts: AccountSecurityEngine, _ password: String) async -> Bool {
        await failure { _ = try await accounts.authenticate(username: "alice", password: password) } == nil
    }

    private func create(_ accounts: AccountSecurityEngine, _ password: String) async throws {
        _ = try await accounts.create(CreateUserRequest(username: "alice", email: "a@x", password: password))
    }

    private func keyID(_ fixture: SecurityFixture) async throws -> String {
        try await fixture.database.psql("select coalesce(password_key_id, '-') from users where username = 'alice'")
    }

    @Test func bothSpellingsOfAnAccentAreOnePassword() async throws {
        #expect(Array(composed.utf8) != Array(decomposed.utf8))
        let fixture = try await SecurityFixture.make()
        try await create(fixture.accounts, decomposed)
        #expect(await logsIn(fixture.accounts, composed))
        #expect(await logsIn(fixture.accounts, decomposed))
        #expect(await !logsIn(fixture.accounts, "cafe au lait, s'il vous plait"))
    }

    @Test func theBoundIsOnTheSpellingThatCounts() throws {
        let long = String(repeating: "e\u{301}", count: 36)
        #expect(long.utf8.count == 108)
        #expect(try AccountRules.password(long, field: "password", minimum: 12) == long)
        #expect(throws: ServiceError.self) {
            try AccountRules.password(long + "x", field: "password", minimum: 12)
        }
    }

    @Test func theLongestSpellingOfAPasswordCounts() {
        // A syllable of three bytes that can be typed as three letters of three bytes each.
        let composed = String(repeating: "\u{AC01}", count: 24)
        let decomposed = composed.decomposedStringWithCanonicalMapping
        #expect(composed.utf8.count == 72 && decomposed.utf8.count == 216)
        #expect(PasswordPepper.normalised(decomposed).map { Array($0.utf8) } == Array(composed.utf8))
    }

    @Test func aTextThatIsTooLongForAPasswordIsNotNormalised() {
        // Marks have to be sorted, which takes long for many of them: 289 bytes are none that could become 72.
        #expect(PasswordPepper.normalised("a" + String(repeating: "\u{301}", count: 144)) == nil)
        #expect(PasswordPepper.normalised("\u{1F80}" + String(repeating: "x", count: 69)) != nil)
    }

    @Test func aStolenTableOfHashesCannotBeGuessedAtWithoutTheKey() async throws {
        let fixture = try await SecurityFixture.make()
        try await create(fixture.accounts, SecurityFixture.password)
        #expect(try await keyID(fixture) == fixture.secrets.ring.current.id)
        let stored = try await fixture.database.psql("select password_hash from users where username = 'alice'")
        #expect(Bcrypt.hash(SecurityFixture.password, setting: stored) != stored)
        let material = try PasswordPepper(fixture.secrets).material(
            of: SecurityFixture.password, under: fixture.secrets.ring.current.id)
        #expect(material.utf8.count == 44)
        #expect(Bcrypt.hash(material, setting: stored) == stored)
    }

    @Test func aHashFromBeforeThereWereKeysIsAcceptedOnceAndMoved() async throws {
        let fixture = try await SecurityFixture.make()
        try await create(fixture.accounts, SecurityFixture.password)
        let setting = try #require(Bcrypt.setting(cost: 4))
        let plain = try #require(Bcrypt.hash(SecurityFixture.password, setting: setting))
        try await fixture.database.psql("update users set password_hash = '\(plain)', password_key_id = null")
        #expect(await !logsIn(fixture.accounts, "wrong"))
        #expect(try await keyID(fixture) == "-")
        #expect(await logsIn(fixture.accounts, SecurityFixture.password))
        #expect(try await keyID(fixture) == fixture.secrets.ring.current.id)
        #expect(await logsIn(fixture.accounts, SecurityFixture.password))
        #expect(try await fixture.database.psql("select password_hash from users") != plain)
    }

    @Test func aHashMovesToTheNewKeyAtTheNextLogin() async throws {
        let fixture = try await SecurityFixture.make()
        try await create(fixture.accounts, SecurityFixture.password)
        let rotated = SecretKeeper(fixture.secrets.ring.rotated())
        let accounts = await make(fixture, rotated)
        #expect(await logsIn(accounts, SecurityFixture.password))
        #expect(try await keyID(fixture) == rotated.ring.current.id)
        let before = await accounts.hashesComputed
        #expect(await logsIn(accounts, SecurityFixture.password))
        #expect(await accounts.hashesComputed - before == 1, "it moves once")
    }

    @Test func whatCannotBeCheckedIsRefusedAlikeIsNotCountedAndShowsInTheHealth() async throws {
        let fixture = try await SecurityFixture.make()
        try await create(fixture.accounts, SecurityFixture.password)
        let accounts = await make(fixture, SecretKeeper(KeyRing(current: .random())))
        for password in [SecurityFixture.password, "wrong", String(repeating: "x", count: 100)] {
            let before = await accounts.hashesComputed
            let error = await failure {
                _ = try await accounts.authenticate(username: "alice", password: password)
            }
            #expect(error?.code == .unauthenticated)
            #expect(error?.message == "the username or password is wrong")
            #expect(await accounts.hashesComputed - before == 1)
        }
        #expect(try await fixture.database.psql("select failed_logins from users where username = 'alice'") == "0")
        let health = await accounts.check.check()
        #expect(health.status == .degraded)
        #expect(health.message.hasPrefix("1 accounts cannot log in"))
        #expect(await fixture.accounts.check.check().status == .healthy)
    }
}
