import CertificateEngines
import Contracts
import FoundationEssentials
import Kernel
import Settings

extension SecurityCoordinator {
    static let acmeDirectoryURL = SettingKey(
        "acme_directory_url", default: "",
        description: "the directory of the ACME server, empty for none; Let's Encrypt has "
            + "https://acme-v02.api.letsencrypt.org/directory, and for trying it out "
            + "https://acme-staging-v02.api.letsencrypt.org/directory",
        fault: { $0.isEmpty || ACMEConfiguration.isDirectoryURL($0) ? nil : "must be an https URL or empty" })
    static let acmeEmail = SettingKey(
        "acme_email", default: "", description: "where the ACME server writes to, empty for nowhere",
        fault: { $0.isEmpty || ACMEConfiguration.isEmail($0) ? nil : "must be an e-mail address or empty" })
    static let acmeAllowedDomains = SettingKey(
        "acme_allowed_domains", default: JSONValue.array([]),
        description: "host names that the ACME server may be asked for, *.example.org for all below example.org",
        fault: { domains($0) == nil ? "must be a list of names such as dome.example.org or *.example.org" : nil })
    static let acmeChallengePort = SettingKey(
        "acme_challenge_port", default: 80, valid: 1...65535,
        description: "where challenges are answered while there are any; the ACME server comes to port 80, which may "
            + "lead here")
    static let acmeTermsAccepted = SettingKey(
        "acme_terms_accepted", default: false,
        description: "whether you accept the terms of service of the ACME server")
    static let acmeRootFile = SettingKey(
        "acme_root_file", default: "",
        description: "a file with the roots of an ACME server of your own in PEM, empty for none",
        fault: { $0.isEmpty || isPath($0) ? nil : "must be an absolute path or empty" })
    static let renewalThreshold = SettingKey(
        "renewal_threshold", default: RenewalSchedule().threshold, valid: RenewalSchedule.thresholds,
        description: "the part of its lifetime that a certificate still has when it is renewed")

    /// What can be changed of certificates; each of them is used.
    static var certificateSettings: [AnySettingKey] {
        [
            AnySettingKey(acmeDirectoryURL), AnySettingKey(acmeEmail), AnySettingKey(acmeAllowedDomains),
            AnySettingKey(acmeChallengePort), AnySettingKey(acmeTermsAccepted), AnySettingKey(acmeRootFile),
            AnySettingKey(renewalThreshold),
        ]
    }

    fileprivate static func domains(_ value: JSONValue) -> AllowedDomains? {
        guard case .array(let values) = value else { return nil }
        let texts = values.compactMap(\.text)
        return texts.count == values.count ? AllowedDomains(texts) : nil
    }

    private static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.count <= 4096 && text.isReadableLine
    }
}

extension ACMEConfiguration {
    /// What the settings say.
    init(_ settings: SettingsSnapshot) {
        self.init()
        directoryURL = settings[SecurityCoordinator.acmeDirectoryURL]
        email = settings[SecurityCoordinator.acmeEmail]
        allowedDomains = SecurityCoordinator.domains(settings[SecurityCoordinator.acmeAllowedDomains])
        challengePort = settings[SecurityCoordinator.acmeChallengePort]
        isAcceptingTerms = settings[SecurityCoordinator.acmeTermsAccepted]
        rootFile = settings[SecurityCoordinator.acmeRootFile]
    }
}

extension CertificatePolicy {
    /// What the settings say.
    init(_ settings: SettingsSnapshot) {
        self.init(
            schedule: RenewalSchedule(threshold: settings[SecurityCoordinator.renewalThreshold]),
            acme: ACMEConfiguration(settings))
    }
}
