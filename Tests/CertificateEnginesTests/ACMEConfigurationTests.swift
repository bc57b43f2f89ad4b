import CertificateEngines
import Testing

struct ACMEConfigurationTests {
    @Test(arguments: [
        "https://ca.example.org/directory", "https://ca.example.org:14000", "https://127.0.0.1:65535/dir",
        "https://[::1]/dir", "https://[::1]:1/dir", "https://ca.example.org/a:99999", "https://ca.example.org/?a=b:0",
    ])
    func aDirectoryIsAtAnAddressThatCanBe(text: String) { #expect(ACMEConfiguration.isDirectoryURL(text)) }

    @Test(arguments: [
        "", "ca.example.org", "http://ca.example.org/directory", "https://", "https:///dir",
        "https://me@ca.example.org/",
        "https://127.0.0.1:99999/", "https://127.0.0.1:65536/", "https://[::1]:99999/", "https://ca.example.org:0/",
        "https://ca.example.org:99999999999999999999/", "https://ca.example.org:-1/", "https://ca.example.org:x/",
    ])
    func whatCannotBeIsRefused(text: String) { #expect(!ACMEConfiguration.isDirectoryURL(text)) }
}
