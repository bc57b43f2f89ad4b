import Contracts
import FoundationEssentials
import HTTPGateway
import Health
import Kernel
import Logging
import Support
import Testing

@testable import CertificateEngines

/// The schedule on a clock of the test's, the certificates from a real ACME server.
@Suite(.serialized) struct ACMERenewalTests {
    private static let day = 86_400.0
    private static let domain = "dome.example.org"

    @Test func aCertificateFromOutsideIsRenewedOnItsDayAndAfterFailuresLaterAndLater() async throws {
        let server = try await PebbleServer.started()
        // Whole seconds, so that only the random minute has a fraction.
        let clock = ManualTime(from: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
        let fixture = try await CertificateFixture.make(
            clock: clock, door: HTTPChallengeDoor(logger: Logger(label: "test")))
        let engine = fixture.engine
        await engine.apply(CertificatePolicy(acme: server.configuration))
        let first = try await engine.request(RequestCertificateRequest(domain: Self.domain, type: .letsencrypt))
        let life = first.expiresAt.timeIntervalSince(first.notBefore)
        let due = first.expiresAt.addingTimeInterval(-life / 3)
        #expect(first.renewAt >= due && first.renewAt <= due.addingTimeInterval(3600))

        let work = Task { try await engine.run() }
        #expect(await clock.nextSleep() == .seconds(60))
        let wait = first.renewAt.timeIntervalSince(clock.source.date())
        try await look(after: wait - 60, clock)
        #expect(try await engine.certificate(Self.domain).serial == first.serial)
        try await look(after: 61, clock)
        let second = try await engine.certificate(Self.domain)
        #expect(second.serial != first.serial && second.failures == 0)
        #expect(!server.isChallengePortOpen)
        #expect(await engine.check.check().status == .healthy)

        try await server.forget(Self.domain)
        // The server's own clock stands: the second one may be due already.
        try await look(after: max(60, second.renewAt.timeIntervalSince(clock.source.date()) + 1), clock)
        for (failures, wait) in [(1, 60.0), (2, 600), (3, 6000), (4, Self.day), (5, Self.day)] {
            let failed = try await engine.certificate(Self.domain)
            #expect(failed.serial == second.serial && failed.failures == failures)
            #expect(failed.lastError?.hasPrefix("dome.example.org could not be validated: ") == true)
            #expect(abs(failed.renewAt.timeIntervalSince(clock.source.date()) - wait) < 1)
            let health = await engine.check.check()
            #expect(health.status == .degraded && health.message.contains(Self.domain))
            if wait > 60 {
                try await look(after: wait - 60, clock)
                #expect(try await engine.certificate(Self.domain).failures == failures)
            }
            if failures == 5 { try await server.remember(Self.domain) }
            try await look(after: 61, clock)
        }
        let third = try await engine.certificate(Self.domain)
        #expect(third.serial != second.serial && third.failures == 0 && third.lastError == nil)
        #expect(await engine.check.check().status == .healthy)
        #expect(!server.isChallengePortOpen)
        let accounts = try await fixture.database.psql(
            "select count(*) || ' ' || bool_and(private_key like 'bs1.%') from acme_accounts")
        #expect(accounts == "1 true")

        // A name that is no longer allowed is not renewed, and nobody is asked.
        let asked = { server.log.components(separatedBy: "GET /dir").count }
        let before = asked()
        var closed = server.configuration
        closed.allowedDomains = AllowedDomains(["elsewhere.example.org"])
        await engine.apply(CertificatePolicy(acme: closed))
        try await look(after: max(60, third.renewAt.timeIntervalSince(clock.source.date()) + 1), clock)
        #expect(asked() == before)
        #expect(try await engine.certificate(Self.domain).lastError?.contains("not among the domains") == true)
        work.cancel()
        _ = await work.result
        await server.stop()
    }

    /// Moves the clock and waits until the engine has looked and sleeps again.
    private func look(after seconds: Double, _ clock: ManualTime) async throws {
        clock.advance(by: .seconds(seconds))
        #expect(await clock.nextSleep() == .seconds(60))
    }
}
