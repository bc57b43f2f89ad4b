import Crypto
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import CertificateEngines

struct CertificateAuthorityTests {
    // openssl checks against the machine's clock.
    private let now = Date()
    private let names: [SubjectName] = [.host("dome.example.org"), .host("*.example.org"), .address([192, 0, 2, 7])]

    @Test func theAuthoritySignsServersAndNoOtherAuthority() async throws {
        let authority = try CertificateAuthority.make(at: now)
        let bench = try Bench()
        let text = try await bench.text(of: authority.certificatePEM)
        #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0"))
        #expect(text.contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n"))
        #expect(text.contains("X509v3 Subject Key Identifier") && text.contains("X509v3 Authority Key Identifier"))
        #expect(text.contains("ASN1 OID: prime256v1") && text.contains("ecdsa-with-SHA256"))
        let facts = try CertificateFacts(chainPEM: authority.certificatePEM)
        #expect(abs(facts.expiresAt.timeIntervalSince(now) - 3650 * 86_400) < 600)
        #expect(
            try await bench.verdict(
                on: authority.certificatePEM, trusting: authority.certificatePEM,
                [
                    "-purpose", "any",
                ]
            ).status == 0)
    }

    @Test func aServersCertificateSaysWhatAServerIsAllowed() async throws {
        let issued = try CertificateAuthority.make(at: now).issue(CertificatePlan(names: names), at: now)
        let bench = try Bench()
        let text = try await bench.text(of: issued.chainPEM)
        #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:FALSE"))
        #expect(text.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
        #expect(text.contains("X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n"))
        #expect(text.contains("DNS:dome.example.org, DNS:*.example.org, IP Address:192.0.2.7"))
        #expect(text.contains("Subject: CN=dome.example.org"))
    }

    @Test func aClientMayShowOneThatWasMadeForIt() async throws {
        let plan = CertificatePlan(names: names, isForClients: true)
        let issued = try CertificateAuthority.make(at: now).issue(plan, at: now)
        let text = try await Bench().text(of: issued.chainPEM)
        #expect(text.contains("TLS Web Server Authentication, TLS Web Client Authentication"))
    }

    @Test func opensslBelievesWhatTheAuthoritySignedAndNobodyElses() async throws {
        let (authority, other) = (try CertificateAuthority.make(at: now), try CertificateAuthority.make(at: now))
        let issued = try authority.issue(CertificatePlan(names: names), at: now)
        let bench = try Bench()
        for host in ["dome.example.org", "other.example.org"] {
            let verdict = try await bench.verdict(
                on: issued.chainPEM, trusting: authority.certificatePEM, ["-verify_hostname", host])
            #expect(verdict.status == 0, "\(verdict.error)")
        }
        let address = ["-verify_ip", "192.0.2.7"]
        #expect(
            try await bench.verdict(on: issued.chainPEM, trusting: authority.certificatePEM, address).status == 0)
        let wrong = ["-verify_hostname", "example.com"]
        #expect(try await bench.verdict(on: issued.chainPEM, trusting: authority.certificatePEM, wrong).status != 0)
        #expect(try await bench.verdict(on: issued.chainPEM, trusting: other.certificatePEM).status != 0)
    }

    @Test func aSelfSignedOneIsBelievedWhereItIsTrusted() async throws {
        let issued = try IssuedCertificate.selfSigned(CertificatePlan(names: names), at: now)
        let bench = try Bench()
        let verdict = try await bench.verdict(
            on: issued.chainPEM, trusting: issued.chainPEM, ["-check_ss_sig", "-verify_ip", "192.0.2.7"])
        #expect(verdict.status == 0, "\(verdict.error)")
        let text = try await bench.text(of: issued.chainPEM)
        #expect(text.contains("CA:FALSE") && text.contains("Digital Signature\n"))
        let other = try IssuedCertificate.selfSigned(CertificatePlan(names: names), at: now)
        #expect(try await bench.verdict(on: issued.chainPEM, trusting: other.chainPEM).status != 0)
    }

    @Test func nothingLivesLongerThan397DaysOrThanItsAuthority() throws {
        let authority = try CertificateAuthority.make(at: now)
        let year = try CertificateFacts(
            chainPEM: authority.issue(CertificatePlan(names: names, lifetime: .seconds(1e9)), at: now).chainPEM)
        // Both ends count.
        #expect(year.expiresAt.timeIntervalSince(year.notBefore) + 1 == 397 * 86_400)
        let end = try CertificateFacts(chainPEM: authority.certificatePEM).expiresAt
        let late = try CertificateFacts(
            chainPEM: authority.issue(CertificatePlan(names: names), at: end.addingTimeInterval(-86_400)).chainPEM)
        #expect(late.expiresAt == end)
        let error = #expect(throws: ServiceError.self) {
            try authority.issue(CertificatePlan(names: names), at: end.addingTimeInterval(1))
        }
        #expect(error?.code == .invalidState)
    }

    @Test func aClockThatIsSlowByMinutesStillBelievesIt() throws {
        let issued = try CertificateAuthority.make(at: now).issue(CertificatePlan(names: names), at: now)
        let early = now.timeIntervalSince(try CertificateFacts(chainPEM: issued.chainPEM).notBefore)
        #expect((300...301).contains(early))
    }

    @Test func serialsArePositiveAndNeverTheSame() throws {
        let authority = try CertificateAuthority.make(at: now)
        let serials = try (0..<50).map { _ in
            try CertificateFacts(chainPEM: authority.issue(CertificatePlan(names: names), at: now).chainPEM).serial
        }
        #expect(Set(serials).count == 50)
        #expect(serials.allSatisfy { $0.count == 34 && $0.hasPrefix("01") })
    }

    @Test func everyCertificateHasAKeyOfItsOwn() throws {
        let authority = try CertificateAuthority.make(at: now)
        let first = try authority.issue(CertificatePlan(names: names), at: now)
        let second = try authority.issue(CertificatePlan(names: names), at: now)
        #expect(first.privateKeyPEM != second.privateKeyPEM)
        #expect(throws: ServiceError.self) {
            try CertificateAuthority(
                certificatePEM: authority.certificatePEM,
                privateKeyPEM: CertificateAuthority.make(at: now).privateKeyPEM)
        }
    }

    @Test func aNameThatIsTooLongForASubjectStillCounts() throws {
        let long = "a." + String(repeating: "b", count: 63) + ".example.org"
        let issued = try IssuedCertificate.selfSigned(CertificatePlan(names: [.host(long)]), at: now)
        #expect(try CertificateFacts(chainPEM: issued.chainPEM).names == [.host(long)])
    }
}
