import CertificateEngines
import Testing

struct AllowedDomainsTests {
    @Test func namesAndWhatIsBelowThemAreAllowed() throws {
        let domains = try #require(AllowedDomains(["Dome.example.org", "*.sky.example.org"]))
        for host in ["dome.example.org", "DOME.example.org", "a.sky.example.org", "a.b.sky.example.org"] {
            #expect(domains.allows(host), "\(host)")
        }
        for host in [
            "example.org", "a.dome.example.org", "sky.example.org", "evilsky.example.org", ".sky.example.org",
            "a.sky.example.org.evil.example", "",
        ] {
            #expect(!domains.allows(host), "\(host)")
        }
        #expect(AllowedDomains([])?.allows("dome.example.org") == false)
    }

    @Test(arguments: ["", "*", "*.", "org", "*.org", "a..b", "-a.org", "a b.org", "*.*.org", "https://a.org", "a.org."])
    func whatIsNoDomainIsRefused(pattern: String) {
        #expect(AllowedDomains(["a.example.org", pattern]) == nil)
    }
}
