import Crypto
import FoundationEssentials
import Health
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Testing

@testable import SecurityEngines

@Suite struct SigningKeyTests {
    @Test func noSigningKeyIsReadableInTheDatabase() async throws {
        let fixture = try await SecurityFixture.make()
        let key = try #require(fixture.gatekeeper.snapshot.keys.first)
        let bytes = key.secret.withUnsafeBytes { Data($0) }
        let dump = try await fixture.database.psql("select row_to_json(s) from signing_keys s")
        #expect(dump.contains("bs1.\(fixture.secrets.ring.current.id)."))
        for secret in [Digest.hex(bytes), bytes.base64EncodedString(), Base64URL.text(bytes)] {
            #expect(!dump.contains(secret))
        }
    }

    @Test func aKeyThatLayOpenIsSealedAndSignsNoLonger() async throws {
        let fixture = try await SecurityFixture.make()
        try await fixture.database.psql("delete from signing_keys")
        try await fixture.database.psql(
            "insert into signing_keys (kid, secret) values ('old', decode(repeat('07', 32), 'hex'))")
        try await fixture.tokens.prepare()
        let open = try await fixture.database.psql("select count(*) from signing_keys where secret is not null")
        #expect(open == "0")
        let old = SigningKey(id: "old", secret: .init(data: Data(repeating: 7, count: 32)))
        let alice = try await fixture.user("alice")
        let token = try Cast.token(
            Cast.payload(Cast.claims(sub: alice.text)),
            header: [
                "alg": "HS256", "typ": "JWT", "kid": "old",
            ], key: old)
        #expect(fixture.isValid(token))
        #expect(fixture.gatekeeper.snapshot.keys.signing(at: fixture.clock.source.date())?.id != "old")
    }

    @Test func aKeyThatWasMovedToAnotherNameDoesNotOpen() async throws {
        let fixture = try await SecurityFixture.make()
        try await fixture.database.psql("update signing_keys set kid = 'moved'")
        let error = await failure { try await fixture.tokens.prepare() }
        #expect(error?.code == .internal)
        #expect(error?.message.contains("signing_keys/moved") == true)
    }

    @Test func aNodeWhoseKeyFileIsOldGoesOnWithWhatItKnowsAndSaysSo() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let issued = try await fixture.login(alice)
        let key = try #require(fixture.gatekeeper.snapshot.keys.first)
        let elsewhere = KeyRing(current: .random())
        let sealed = try elsewhere.seal(key.secret.withUnsafeBytes { Data($0) }, for: "signing_keys/\(key.id)")
        try await fixture.database.psql("update signing_keys set sealed_secret = '\(sealed.text)'")
        try await fixture.gatekeeper.reload()
        #expect(fixture.isValid(issued.token))
        let health = await fixture.tokens.check.check()
        #expect(health.status == .degraded)
        #expect(health.message.contains(elsewhere.current.id))
        #expect(await failure { try await fixture.tokens.prepare() }?.code == .unavailable)
    }

    @Test func ofManyNodesThatStartAtOnceOneIsAskedToMakeTheKeys() async throws {
        let fixture = try await SecurityFixture.make()
        try await fixture.database.psql("delete from signing_keys")
        let date = fixture.clock.source.date()
        let makers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let keeper = SecretKeeper(KeyRing(current: .random()))
                    do {
                        _ = try await InstallationSecrets.settle(in: fixture.pool, at: date) { inUse in
                            guard inUse.isEmpty else { throw ServiceError(.notFound, "\(inUse.names)") }
                            return keeper
                        }
                        return true
                    } catch let error as ServiceError where error.code == .notFound {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(makers == 1)
        #expect(try await fixture.database.psql("select count(*) from signing_keys") == "1")
    }
}
