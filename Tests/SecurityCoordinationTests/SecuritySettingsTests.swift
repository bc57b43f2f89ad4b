import CertificateEngines
import Contracts
import Kernel
import SecurityEngines
import Testing

@testable import SecurityCoordination
@testable import Settings

/// Each setting reaches its own place.
struct SecuritySettingsTests {
    @Test func everySettingHasItsOwnPlaceInThePolicy() {
        let settings = SettingsSnapshot([
            "token_duration": 101, "refresh_duration": 102, "password_min_length": 13, "password_expiry": 104,
            "lockout_threshold": 5, "lockout_duration": 106, "bcrypt_cost": 7, "signing_key_lifetime": 108,
        ])
        #expect(
            SecurityPolicy(settings)
                == SecurityPolicy(
                    tokenDuration: .seconds(101), refreshDuration: .seconds(102), passwordMinLength: 13,
                    passwordExpiry: .seconds(104), lockoutThreshold: 5, lockoutDuration: .seconds(106), bcryptCost: 7,
                    signingKeyLifetime: .seconds(108)))
    }

    @Test func everySettingOfCertificatesHasItsOwnPlaceInThePolicy() {
        var acme = ACMEConfiguration()
        acme.directoryURL = "https://acme.example/dir"
        acme.email = "night@example.org"
        acme.allowedDomains = AllowedDomains(["dome.example.org"])
        acme.challengePort = 8080
        acme.isAcceptingTerms = true
        acme.rootFile = "/etc/root.pem"
        let settings = SettingsSnapshot([
            "acme_directory_url": "https://acme.example/dir", "acme_email": "night@example.org",
            "acme_allowed_domains": ["dome.example.org"], "acme_challenge_port": 8080, "acme_terms_accepted": true,
            "acme_root_file": "/etc/root.pem", "renewal_threshold": 0.25,
        ])
        #expect(
            CertificatePolicy(settings) == CertificatePolicy(schedule: RenewalSchedule(threshold: 0.25), acme: acme))
    }

    @Test func aPasswordIsAsLongAsTheSettingSays() async throws {
        let node = try await SecurityCoordinatorTests.Node.make()
        func make(_ name: String) async throws {
            _ = try await node.coordinator.createUser(
                .init(username: name, email: "\(name)@x", password: SecurityCoordinatorTests.password), for: node.admin)
        }
        await node.coordinator.apply(SettingsSnapshot(["password_min_length": 40, "bcrypt_cost": 4]))
        let refused = await #expect(throws: ServiceError.self) { try await make("alice") }
        #expect(refused?.code == .invalidRequest)
        #expect(refused?.details["minimum"] == 40)
        await node.coordinator.apply(SettingsSnapshot(["password_min_length": 8, "bcrypt_cost": 4]))
        try await make("alice")
    }
}
