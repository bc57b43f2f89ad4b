import FoundationEssentials
import Kernel
import Testing
import X509

@testable import CertificateEngines

struct CertificateChainTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let names = [SubjectName.host("dome.example.org")]

    private func refusal(
        _ chain: String, _ key: Certificate.PublicKey, _ names: [SubjectName]? = nil, after seconds: Double = 0
    ) -> String? {
        do {
            try CertificateChain(pem: chain)
                .check(against: key, names: names ?? self.names, at: now.addingTimeInterval(seconds))
            return nil
        } catch {
            return error.message
        }
    }

    @Test func aChainIsWhatWasAskedFor() throws {
        let authority = try CertificateAuthority.make(at: now)
        let issued = try authority.issue(CertificatePlan(names: names), at: now)
        let key = try Certificate.PrivateKey(pemEncoded: issued.privateKeyPEM).publicKey
        let chain = issued.chainPEM + authority.certificatePEM
        #expect(refusal(chain, key) == nil)
        #expect(refusal(issued.chainPEM, key) == nil)
        let subject = "the certificate that was issued"
        let other = try authority.issue(CertificatePlan(names: names), at: now)
        #expect(refusal(other.chainPEM, key) == "\(subject) is for another key")
        #expect(refusal(chain, key, [.host("other.example.org")]) == "\(subject) is for other names")
        #expect(refusal(chain, key, names + [.host("b.example.org")]) == "\(subject) is for other names")
        #expect(refusal(chain, key, after: 398 * 86_400) == "\(subject) is not valid now")
        #expect(refusal(chain, key, after: -86_400) == "\(subject) is not valid now")
        let stranger = try CertificateAuthority.make(at: now)
        #expect(
            refusal(issued.chainPEM + stranger.certificatePEM, key)
                == "\(subject) comes with a chain that does not hold together")
    }

    @Test func whatIsNoChainIsRefused() throws {
        let authority = try CertificateAuthority.make(at: now)
        let key = try Certificate.PrivateKey(
            pemEncoded: authority.issue(CertificatePlan(names: names), at: now).privateKeyPEM)
        #expect(refusal("", key.publicKey) == "what was issued has 0 certificates")
        #expect(
            refusal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key.publicKey)
                == "what was issued is no chain of certificates")
        let long = String(repeating: authority.certificatePEM, count: 11)
        #expect(refusal(long, key.publicKey) == "what was issued has 11 certificates")
    }
}
