import CertificateEngines
import Kernel
import Settings
import Testing

@testable import SecurityCoordination

struct CertificateSettingsTests {
    @Test func nothingIsAskedOfAnybodyUnlessItIsSet() {
        let configuration = ACMEConfiguration(SettingsSnapshot())
        #expect(configuration.directoryURL.isEmpty)
        #expect(configuration.allowedDomains?.allows("dome.example.org") == false)
        #expect(!configuration.isAcceptingTerms)
        #expect(configuration.challengePort == 80)
        #expect(SecurityCoordinator.renewalThreshold.defaultValue == 1.0 / 3)
    }

    @Test(arguments: [
        "http://acme.example/dir", "acme.example", "https://", "https:///dir", "https://user@acme.example/dir",
        "ftp://a",
        "https://" + String(repeating: "a", count: 3000),
    ])
    func aDirectoryIsReachedOverTLSOnly(url: String) {
        #expect(SecurityCoordinator.acmeDirectoryURL.fault(url) != nil)
    }

    @Test func whatCanBeUsedIsTaken() {
        #expect(SecurityCoordinator.acmeDirectoryURL.fault("https://localhost:14000/dir") == nil)
        #expect(SecurityCoordinator.acmeDirectoryURL.fault("") == nil)
        #expect(SecurityCoordinator.acmeEmail.fault("night.watch+sky@example.org") == nil)
        #expect(SecurityCoordinator.acmeEmail.fault("") == nil)
        #expect(SecurityCoordinator.acmeAllowedDomains.fault(["a.example.org", "*.example.org"]) == nil)
        #expect(SecurityCoordinator.acmeRootFile.fault("/etc/ssl/root.pem") == nil)
    }

    @Test(arguments: [
        "night", "@example.org", "a@b@example.org", "a b@example.org", "a@example.org?cc=b", "a@b", "a,b@c.de",
    ])
    func whatIsNoMailboxIsRefused(email: String) {
        #expect(SecurityCoordinator.acmeEmail.fault(email) != nil)
    }

    @Test(arguments: [JSONValue.string("a.example.org"), ["*"], ["a.example.org", 5], [""], .null])
    func whatIsNoListOfDomainsIsRefused(value: JSONValue) {
        #expect(SecurityCoordinator.acmeAllowedDomains.fault(value) != nil)
    }

    @Test(arguments: ["root.pem", "/etc/\nroot.pem", "/" + String(repeating: "a", count: 5000)])
    func aFileHasAnAbsolutePath(path: String) {
        #expect(SecurityCoordinator.acmeRootFile.fault(path) != nil)
    }
}
