import HTTPGateway
import Kernel
import Logging
import Support
import Testing

@testable import CertificateEngines

/// An account that somebody closed at a real server.
struct ClosedAccountTests {
    @Test func itIsReplacedByANewOne() async throws {
        let server = try await PebbleServer.started()
        let (shelf, logger) = (AccountShelf(), Logger(label: "test"))
        let client = ACMEClient(door: HTTPChallengeDoor(logger: logger), accounts: shelf, logger: logger)
        let configuration = server.configuration
        _ = try await client.certificate(for: [.host("dome.example.org")], configuration)
        let known = try #require(shelf.account(at: configuration.directoryURL))
        try await close(known, configuration)
        _ = try await client.certificate(for: [.host("dome.example.org")], configuration)
        let fresh = try #require(shelf.account(at: configuration.directoryURL))
        #expect(fresh.url != known.url && fresh.privateKeyPEM != known.privateKeyPEM)
        await server.stop()
    }

    private func close(_ account: ACMEAccount, _ configuration: ACMEConfiguration) async throws {
        try await account.withSession(configuration) { session in
            let end = ["status": "deactivated"]
            let state = try await session.post(ACMEAccountState.self, to: account.url, end, for: "the end").value
            #expect(state.status == "deactivated")
        }
    }
}
