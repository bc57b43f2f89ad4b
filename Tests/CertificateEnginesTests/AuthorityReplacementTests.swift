import Contracts
import FoundationEssentials
import Health
import Kernel
import Logging
import Secrets
import Support
import Testing

@testable import CertificateEngines

/// An authority that nobody believes, and certificates that were made while the clock ran ahead.
@Suite(.serialized) struct AuthorityReplacementTests {
    private static let day = 86_400.0
    private let names: [SubjectName] = [.host("broker.example.org")]

    private func message(_ engine: TLSSecurityEngine) async -> String { await engine.check.check().message }

    @Test func whatWasMadeWhileTheClockRanAheadIsMadeAnew() async throws {
        let fixture = try await CertificateFixture.make()
        let engine = fixture.engine
        fixture.clock.advance(by: .seconds(400 * Self.day))
        let early = try await engine.authorityPEM()
        let broker = try await engine.certificate(of: .broker, on: "dome", names: names)
        for (domain, type) in [("a.org", CertificateType.internal), ("b.org", .selfSigned)] {
            _ = try await engine.request(RequestCertificateRequest(domain: domain, type: type))
        }
        try await engine.renewDue()
        #expect(await engine.check.check().status == .healthy)

        fixture.clock.advance(by: .seconds(-400 * Self.day))
        await engine.look()
        #expect(await engine.check.check().status == .degraded)
        #expect(await message(engine).contains("a.org is not valid yet"))
        try await engine.renewDue()
        let now = fixture.clock.source.date()
        let authority = try await fixture.anotherEngine().authorityPEM()
        #expect(authority != early)
        let issuer = try CertificateFacts(chainPEM: authority).issuer
        for domain in ["a.org", "b.org", "broker:dome"] {
            let info = try await engine.certificate(domain)
            #expect(info.notBefore <= now && info.failures == 0)
            #expect(info.issuer == (domain == "b.org" ? "CN=b.org" : issuer))
        }
        let served = try await engine.certificate(of: .broker, on: "dome", names: names)
        #expect(served.chainPEM != broker.chainPEM)
        #expect(served.chainPEM == (try await engine.certificate("broker:dome").certificatePEM))
        #expect(
            await message(engine)
                == "certificates: the authority is a new one of 2026-01-16: clients have to trust it")

        fixture.clock.advance(by: .seconds(31 * Self.day))
        try await engine.renewDue()
        #expect(await engine.check.check().status == .healthy)
        #expect(try await engine.authorityPEM() == authority)
    }

    @Test func aBrokerIsNotGivenOneThatHasNotBegun() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        try await fixture.database.psql(
            "update tls_certificates set not_before = '2026-01-18', renew_at = '2026-09-01', expires_at = '2027-01-01'")
        let second = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        #expect(second.chainPEM != first.chainPEM)
        #expect(try await fixture.engine.certificate(of: .broker, on: "dome", names: names).chainPEM == second.chainPEM)
    }

    @Test func anAuthorityThatHasEndedIsReplacedOnceByHoweverManyNodes() async throws {
        let fixture = try await CertificateFixture.make()
        let old = try await fixture.engine.authorityPEM()
        fixture.clock.advance(by: .seconds(3600 * Self.day))
        try await fixture.engine.renewDue()
        #expect(
            await message(fixture.engine)
                == "certificates: the authority ends on 2036-01-14: clients have to trust another one then")
        #expect(try await fixture.engine.authorityPEM() == old)
        fixture.clock.advance(by: .seconds(51 * Self.day))
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                let engine = fixture.anotherEngine()
                group.addTask { try await engine.authorityPEM() }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found.count == 1 && found.first != old)
        #expect(try await fixture.database.psql("select count(*) from certificate_authorities") == "1")
        let issued = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        let facts = try CertificateFacts(chainPEM: issued.chainPEM)
        #expect(facts.issuer == (try CertificateFacts(chainPEM: found.first ?? "").issuer))
        #expect(facts.expiresAt > fixture.clock.source.date().addingTimeInterval(390 * Self.day))
    }

    @Test func whatTheAuthorityBeforeSignedIsDue() async throws {
        let fixture = try await CertificateFixture.make()
        let signed = try await fixture.engine.request(RequestCertificateRequest(domain: "a.org", type: .internal))
        let own = try await fixture.engine.request(RequestCertificateRequest(domain: "b.org", type: .selfSigned))
        try await fixture.database.psql("update certificate_authorities set expires_at = '2026-01-10'")
        try await fixture.engine.renewDue()
        #expect(try await fixture.engine.certificate("a.org").issuer != signed.issuer)
        #expect(try await fixture.engine.certificate("b.org") == own)
    }

    @Test func aFailureThatWasNotedWhileTheClockRanAheadDoesNotWaitForThatDay() async throws {
        let fixture = try await CertificateFixture.make()
        _ = try await fixture.engine.request(RequestCertificateRequest(domain: "a.org", type: .internal))
        let stranger = fixture.anotherEngine(SecretKeeper(KeyRing(current: .random())))
        fixture.clock.advance(by: .seconds(265 * Self.day))
        try await stranger.renewDue()
        #expect(try await fixture.engine.certificate("a.org").failures == 1)
        fixture.clock.advance(by: .seconds(-265 * Self.day))
        try await fixture.engine.renewDue()
        #expect(try await fixture.engine.certificate("a.org").failures == 0)
    }

    @Test func aClockThatWasNeverSetReplacesNothing() async throws {
        let fixture = try await CertificateFixture.make()
        let authority = try await fixture.engine.authorityPEM()
        let first = try await fixture.engine.certificate(of: .broker, on: "dome", names: names)
        let asleep = TLSSecurityEngine(
            pool: fixture.pool, secrets: fixture.secrets, time: ManualTime(from: Date(timeIntervalSince1970: 0)).source,
            logger: Logger(label: "test"))
        try await asleep.renewDue()
        #expect(try await asleep.authorityPEM() == authority)
        #expect(try await asleep.certificate(of: .broker, on: "dome", names: names).chainPEM == first.chainPEM)
    }
}
