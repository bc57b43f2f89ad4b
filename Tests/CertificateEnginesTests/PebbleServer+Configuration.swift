import CertificateEngines
import Support

extension PebbleServer {
    /// How this server is asked for certificates.
    nonisolated var configuration: ACMEConfiguration {
        var configuration = ACMEConfiguration()
        configuration.directoryURL = directoryURL
        configuration.email = "night@example.org"
        configuration.allowedDomains = AllowedDomains(["dome.example.org", "*.sky.example.org"])
        configuration.challengePort = challengePort
        configuration.isAcceptingTerms = true
        configuration.rootFile = rootFile
        return configuration
    }
}
