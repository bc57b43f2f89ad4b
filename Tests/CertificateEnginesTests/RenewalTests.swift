import Contracts
import FoundationEssentials
import Health
import Kernel
import Secrets
import Support
import Testing

@testable import CertificateEngines

@Suite(.serialized) struct RenewalTests {
    private static let day = 86_400.0

    private func request(_ engine: TLSSecurityEngine, _ domain: String = "a.org") async throws -> CertificateInfo {
        try await engine.request(RequestCertificateRequest(domain: domain, type: .internal))
    }

    @Test func aThirdOfItsLifeBeforeItsEndACertificateIsRenewed() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await request(fixture.engine)
        fixture.clock.advance(by: .seconds(264 * Self.day))
        try await fixture.engine.renewDue()
        #expect(try await fixture.engine.certificate("a.org") == first)
        fixture.clock.advance(by: .seconds(Self.day))
        try await fixture.engine.renewDue()
        let second = try await fixture.engine.certificate("a.org")
        #expect(second.serial != first.serial)
        #expect(second.expiresAt > first.expiresAt.addingTimeInterval(264 * Self.day))
        #expect(await fixture.engine.check.check().status == .healthy)
    }

    @Test func theThresholdIsTheOperators() async throws {
        let fixture = try await CertificateFixture.make()
        await fixture.engine.apply(CertificatePolicy(schedule: RenewalSchedule(threshold: 0.9)))
        let first = try await request(fixture.engine)
        fixture.clock.advance(by: .seconds(42 * Self.day))
        try await fixture.engine.renewDue()
        #expect(try await fixture.engine.certificate("a.org").serial != first.serial)
    }

    @Test func anotherThresholdCountsForWhatThereIs() async throws {
        let fixture = try await CertificateFixture.make()
        let engine = fixture.engine
        let first = try await request(engine)
        _ = try await request(engine, "failed.org")
        try await fixture.database.psql(
            "update tls_certificates set failures = 1, renew_at = '2026-01-20' where domain = 'failed.org'")
        let failed = try await engine.certificate("failed.org").renewAt
        let life = first.expiresAt.timeIntervalSince(first.notBefore)
        for threshold in [0.9, 1.0 / 3] {
            await engine.apply(CertificatePolicy(schedule: RenewalSchedule(threshold: threshold)))
            try await engine.renewDue()
            let info = try await engine.certificate("a.org")
            #expect(info.serial == first.serial)
            let wait = info.renewAt.timeIntervalSince(first.expiresAt.addingTimeInterval(-life * threshold))
            #expect((-1...3601).contains(wait))
            #expect(try await engine.certificate("failed.org").renewAt == failed)
        }
        await engine.apply(CertificatePolicy(schedule: RenewalSchedule(threshold: 0.9)))
        fixture.clock.advance(by: .seconds(42 * Self.day))
        try await engine.renewDue()
        #expect(try await engine.certificate("a.org").serial != first.serial)
    }

    @Test func failuresAreTriedAgainLaterAndLaterAndNeverFatal() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await request(fixture.engine)
        // A node that lacks the installation's key cannot sign.
        let stranger = fixture.anotherEngine(SecretKeeper(KeyRing(current: .random())))
        fixture.clock.advance(by: .seconds(265 * Self.day))
        for wait in [60.0, 600, 6000, Self.day, Self.day] {
            try await stranger.renewDue()
            let info = try await fixture.engine.certificate("a.org")
            #expect(info.serial == first.serial)
            #expect(abs(info.renewAt.timeIntervalSince(fixture.clock.source.date()) - wait) < 1)
            // Before its time it is not tried.
            fixture.clock.advance(by: .seconds(wait - 1))
            try await stranger.renewDue()
            #expect(try await fixture.engine.certificate("a.org").failures == info.failures)
            fixture.clock.advance(by: .seconds(1))
        }
        let info = try await fixture.engine.certificate("a.org")
        #expect(info.failures == 5 && info.lastError?.contains("key file") == true)
        let result = await stranger.check.check()
        #expect(result.status == .degraded && result.message.contains("a.org"))
        #expect(result.details["domains"] == ["a.org"])
        // And the first success ends it.
        try await fixture.engine.renewDue()
        let renewed = try await fixture.engine.certificate("a.org")
        #expect(renewed.failures == 0 && renewed.lastError == nil && renewed.serial != first.serial)
        #expect(await fixture.engine.check.check().status == .healthy)
    }

    @Test func oneThatCannotBeRenewedDoesNotKeepOthersFromIt() async throws {
        let fixture = try await CertificateFixture.make()
        _ = try await request(fixture.engine)
        let other = try await fixture.engine.request(RequestCertificateRequest(domain: "b.org", type: .selfSigned))
        fixture.clock.advance(by: .seconds(300 * Self.day))
        let stranger = fixture.anotherEngine(SecretKeeper(KeyRing(current: .random())))
        try await stranger.renewDue()
        #expect(try await fixture.engine.certificate("b.org").serial != other.serial)
        #expect(try await fixture.engine.certificate("a.org").failures == 1)
    }

    @Test func oneThatEndsWithoutARenewalIsSaid() async throws {
        let fixture = try await CertificateFixture.make()
        _ = try await request(fixture.engine)
        try await fixture.database.psql("update tls_certificates set renew_at = now() + '90 years'::interval")
        fixture.clock.advance(by: .seconds(300 * Self.day))
        try await fixture.engine.renewDue()
        #expect(await fixture.engine.check.check().status == .healthy)
        fixture.clock.advance(by: .seconds(60 * Self.day))
        try await fixture.engine.renewDue()
        #expect(await fixture.engine.check.check().message.contains("a.org ends on "))
        fixture.clock.advance(by: .seconds(60 * Self.day))
        try await fixture.engine.renewDue()
        #expect(await fixture.engine.check.check().message.contains("a.org has ended"))
    }

    @Test func theLookIsTakenEveryMinute() async throws {
        let fixture = try await CertificateFixture.make()
        let first = try await request(fixture.engine)
        let work = Task { try await fixture.engine.run() }
        #expect(await fixture.clock.nextSleep() == .seconds(60))
        fixture.clock.advance(by: .seconds(265 * Self.day))
        #expect(await fixture.clock.nextSleep() == .seconds(60))
        #expect(try await fixture.engine.certificate("a.org").serial != first.serial)
        work.cancel()
        _ = await work.result
    }
}
