import Crypto
import FoundationEssentials
import Kernel
import Secrets
import Support
import Synchronization
import Testing

@testable import SecurityEngines

@Suite struct SigningKeyRotationTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func key(_ id: String, made: Double, retired: Double? = nil) -> SigningKey {
        SigningKey(
            id: id, secret: SymmetricKey(size: .bits256), createdAt: now.addingTimeInterval(made),
            retiredAt: retired.map(now.addingTimeInterval))
    }

    @Test func theOnlyKeySignsAtOnce() {
        #expect([key("a", made: 0)].signing(at: now)?.id == "a")
    }

    @Test func aNewKeySignsWhenEveryNodeHasHadTimeToReadIt() {
        let keys = [key("old", made: -1000, retired: 10), key("new", made: 0)]
        #expect(keys.signing(at: now.addingTimeInterval(9.9))?.id == "old")
        #expect(keys.signing(at: now.addingTimeInterval(10))?.id == "new")
    }

    @Test func ofTwoYoungKeysTheOlderIsKnownBetter() {
        #expect([key("b", made: -1), key("a", made: -2)].signing(at: now)?.id == "a")
    }

    @Test func aRetiredKeySignsNothing() {
        #expect([key("old", made: -1000, retired: 0), key("new", made: 0)].signing(at: now)?.id == "new")
        #expect([key("old", made: -1000, retired: 0)].signing(at: now) == nil)
    }

    @Test func aNewKeyIsKnownOnEveryNodeBeforeItSignsAndTheOldOneIsBelievedUntilItsTokensHaveEnded() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let node = GatekeeperFreshnessTests.OtherNode(
            fixture.database, fixture.pool, fixture.secrets, time: fixture.timeOfNow)
        try await node.run {
            let first = try kid(try await fixture.login(alice).token)
            fixture.clock.advance(by: .seconds(30 * 86_400))
            try await fixture.tokens.renewSigningKeys()
            try await fixture.gatekeeper.reload()
            let before = try await fixture.login(alice)
            #expect(try kid(before.token) == first)
            #expect(node.believes(before.token))
            try await node.until("a new signing key is known") { node.gatekeeper.snapshot.keys.count == 2 }

            fixture.clock.advance(by: .seconds(10))
            let after = try await fixture.login(alice)
            #expect(try kid(after.token) != first)
            #expect(node.believes(after.token))
            #expect(node.believes(before.token) && fixture.isValid(before.token))

            try await fixture.tokens.renewSigningKeys()
            #expect(try await fixture.database.psql("select count(*) from signing_keys") == "2")
            fixture.clock.advance(by: .seconds(86_400 + 3601))
            try await fixture.tokens.renewSigningKeys()
            #expect(try await fixture.database.psql("select kid from signing_keys") == kid(after.token))
            try await node.until("the old signing key is gone") { node.gatekeeper.snapshot.keys.count == 1 }
        }
    }

    @Test func everySecretMovesToTheNewKeyAndNothingIsLostWhenItIsInterrupted() async throws {
        let fixture = try await SecurityFixture.make()
        let ring = Mutex(fixture.secrets.ring)
        let place = "coordinator_config/telescope-coordinator/weather_token"
        let sealed = try fixture.secrets.seal(Data("\"hunter2\"".utf8), for: place)
        try await fixture.database.psql(
            """
            insert into coordinator_config (coordinator_name, config_key, config_value, config_type, is_secret)
            values ('telescope-coordinator', 'weather_token', to_jsonb('\(sealed.text)'::text), 'string', true)
            """)
        let (authority, certificate) = (UUID(), UUID())
        let keyOfAuthority = try fixture.secrets.seal(Data("ca".utf8), for: "certificate_authorities/\(authority.text)")
        let keyOfCertificate = try fixture.secrets.seal(Data("leaf".utf8), for: "tls_certificates/\(certificate.text)")
        try await fixture.database.psql(
            """
            insert into certificate_authorities (id, certificate_pem, private_key, not_before, expires_at)
            values ('\(authority.text)', '-', '\(keyOfAuthority.text)', now(), now() + interval '1 day');
            insert into tls_certificates
                (id, domain, type, sans, certificate_pem, private_key, issuer, serial, not_before, expires_at, renew_at)
            values ('\(certificate.text)', 'x', 'internal', '{x}', '-', '\(keyOfCertificate.text)', '-', '1', now(),
                now() + interval '1 day', now())
            """)
        let before = try await dump(fixture)
        // The keys are written, then something goes wrong.
        let error = await failure {
            _ = try await InstallationSecrets.rotate(in: fixture.pool, at: fixture.clock.source.date()) {
                ring.withLock { $0 }
            } write: { fresh in
                ring.withLock { $0 = fresh }
                throw ServiceError(.cancelled, "the power went")
            }
        }
        #expect(error?.code == .cancelled)
        #expect(try await dump(fixture) == before)
        #expect(ring.withLock(\.names).count == 2)

        let done = try await InstallationSecrets.rotate(in: fixture.pool, at: fixture.clock.source.date()) {
            ring.withLock { $0 }
        } write: { fresh in
            ring.withLock { $0 = fresh }
        }
        let each = ["signing_keys": 1, "coordinator_config": 1, "certificate_authorities": 1, "tls_certificates": 1]
        #expect(done.secrets == each)
        let inUse = try await KeysInUse.read(in: fixture.pool)
        #expect(inUse.secrets == [done.key: 5], "with the new signing key")
        let text = try await fixture.database.psql("select config_value #>> '{}' from coordinator_config")
        let moved = try #require(SealedSecret(text))
        #expect(try ring.withLock { $0 }.open(moved, from: place) == Data("\"hunter2\"".utf8))
    }

    @Test func aRunningNodeReadsItsKeyFileAgainAndGoesOn() async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        let file = Mutex(fixture.secrets.ring)
        let keeper = SecretKeeper(fixture.secrets.ring) { file.withLock { $0 } }
        let node = GatekeeperFreshnessTests.OtherNode(
            fixture.database, fixture.pool, keeper, time: fixture.timeOfNow)
        try await node.run {
            let issued = try await fixture.login(alice)
            _ = try await InstallationSecrets.rotate(in: fixture.pool, at: fixture.clock.source.date()) {
                file.withLock { $0 }
            } write: { fresh in
                file.withLock { $0 = fresh }
            }
            let new = file.withLock(\.current.id)
            try await node.until("the new key is in use") { keeper.ring.current.id == new }
            try await node.until("both signing keys are known") { node.gatekeeper.snapshot.keys.count == 2 }
            #expect(node.believes(issued.token))
        }
    }

    private func kid(_ token: String) throws -> String {
        struct Header: Decodable { var kid: String }
        let first = try #require(token.split(separator: ".").first)
        return try WireJSON.decode(Header.self, from: try #require(Base64URL.bytes(first.utf8))).kid
    }

    private func dump(_ fixture: SecurityFixture) async throws -> String {
        try await fixture.database.psql(
            """
            select kid, sealed_secret, retired_at from signing_keys order by kid;
            select config_value from coordinator_config
            """)
    }
}
