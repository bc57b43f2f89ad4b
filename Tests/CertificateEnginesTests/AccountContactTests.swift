import HTTPGateway
import Kernel
import Logging
import Support
import Testing

@testable import CertificateEngines

/// Where a real server writes to, in its own words.
struct AccountContactTests {
    private struct Shown: Decodable, Sendable {
        let contact: [String]?
    }

    @Test func theServerKnowsTheAddressOfTheSettingsAndEachOneAfterIt() async throws {
        let server = try await PebbleServer.started()
        let (shelf, logger) = (AccountShelf(), Logger(label: "test"))
        let client = ACMEClient(door: HTTPChallengeDoor(logger: logger), accounts: shelf, logger: logger)
        var accounts: Set<String> = []
        for address in ["night@example.org", "day@example.org"] {
            let configuration = configuration(of: server, email: address)
            _ = try await client.certificate(for: [.host("dome.example.org")], configuration)
            let account = try #require(shelf.account(at: configuration.directoryURL))
            let contact = try await contact(of: account, configuration)
            #expect(contact == ["mailto:\(address)"])
            accounts.insert(account.url)
        }
        #expect(accounts.count == 1)
        await server.stop()
    }

    private func configuration(of server: PebbleServer, email: String) -> ACMEConfiguration {
        var configuration = server.configuration
        configuration.email = email
        return configuration
    }

    private func contact(of account: ACMEAccount, _ configuration: ACMEConfiguration) async throws -> [String]? {
        try await account.withSession(configuration) { session in
            // Without a payload it only reads (RFC 8555, section 6.3).
            try await session.post(Shown.self, to: account.url, for: "the account").value.contact
        }
    }
}
