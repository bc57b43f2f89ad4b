import Access
import CertificateEngines
import FoundationEssentials
import HTTPGateway
import Kernel
import Logging
import Support
import Testing

struct ACMEClientTests {
    private let shelf = AccountShelf()
    private let logger = Logger(label: "test")

    private func client(_ door: (any ChallengeDoor)? = nil) -> ACMEClient {
        ACMEClient(door: door ?? HTTPChallengeDoor(logger: logger), accounts: shelf, logger: logger)
    }

    @Test func aCertificateIsIssuedThatOpenSSLVerifies() async throws {
        let server = try await PebbleServer.started()
        #expect(!server.isChallengePortOpen)
        let issued = try await client().certificate(
            for: [.host("dome.example.org"), .host("a.b.sky.example.org")], server.configuration)
        #expect(!server.isChallengePortOpen)
        #expect(issued.chainPEM.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
        try Data(issued.chainPEM.utf8).write(to: URL(filePath: server.path("chain.pem")))
        try Data(issued.privateKeyPEM.utf8).write(to: URL(filePath: server.path("key.pem")))
        try Data(await server.issuingRoot().utf8).write(to: URL(filePath: server.path("issuer.pem")))
        for host in ["dome.example.org", "a.b.sky.example.org"] {
            let verified = try await Program.run(
                "openssl",
                [
                    "verify", "-CAfile", server.path("issuer.pem"), "-untrusted", server.path("chain.pem"),
                    "-purpose", "sslserver", "-verify_hostname", host, server.path("chain.pem"),
                ])
            #expect(verified.status == 0, "\(verified.error)")
        }
        let key = try await Program.run("openssl", ["pkey", "-in", server.path("key.pem"), "-pubout"])
        let leaf = try await Program.run("openssl", ["x509", "-in", server.path("chain.pem"), "-pubkey", "-noout"])
        #expect(key.status == 0 && key.output == leaf.output)
        await server.stop()
    }

    @Test func noncesThatAreRefusedAreReplaced() async throws {
        let server = try await PebbleServer.started(["PEBBLE_WFE_NONCEREJECT": "65"])
        let issued = try await client().certificate(for: [.host("dome.example.org")], server.configuration)
        #expect(issued.chainPEM.contains("BEGIN CERTIFICATE"))
        #expect(server.log.contains("Configured to reject 65% of good nonces"))
        await server.stop()
    }

    @Test func aNameThatLeadsNowhereIsNamed() async throws {
        let server = try await PebbleServer.started()
        let closed = await failure {
            _ = try await client(ClosedDoor()).certificate(
                for: [.host("dome.example.org")], server.configuration)
        }
        #expect(closed?.code == .invalidState)
        #expect(closed?.message.hasPrefix("dome.example.org could not be validated: ") == true)
        #expect(closed?.details["domain"] == "dome.example.org")
        #expect(closed?.details["acme_error"] == "connection")
        try await server.forget("x.sky.example.org")
        let lost = await failure {
            _ = try await client().certificate(
                for: [.host("dome.example.org"), .host("x.sky.example.org")], server.configuration)
        }
        #expect(lost?.code == .invalidState)
        #expect(lost?.details["domain"] == "x.sky.example.org")
        #expect(!server.isChallengePortOpen)
        await server.stop()
    }

    @Test func theTermsMustBeAccepted() async throws {
        let server = try await PebbleServer.started()
        var configuration = server.configuration
        configuration.isAcceptingTerms = false
        let open = configuration
        let refused = await failure {
            _ = try await client().certificate(for: [.host("dome.example.org")], open)
        }
        #expect(refused?.code == .invalidState)
        #expect(refused?.details["terms"]?.text?.hasPrefix("data:text/plain") == true)
        #expect(!server.log.contains("/sign-me-up"))
        #expect(shelf.kept == 0)
        await server.stop()
    }

    @Test func nobodyIsAskedForANameThatIsNotAllowed() async throws {
        let server = try await PebbleServer.started()
        let configuration = server.configuration
        let names: [(SubjectName, ServiceError.Code)] = [
            (.host("example.org"), .forbidden), (.host("sky.example.org"), .forbidden),
            (.host("dome.example.org.evil.example"), .forbidden), (.host("*.sky.example.org"), .invalidRequest),
            (.address([127, 0, 0, 1]), .invalidRequest),
        ]
        for (name, code) in names {
            let refused = await failure {
                _ = try await client().certificate(for: [.host("dome.example.org"), name], configuration)
            }
            #expect(refused?.code == code, "\(name)")
        }
        var none = configuration
        none.allowedDomains = nil
        let empty = none
        let refused = await failure { _ = try await client().certificate(for: [.host("dome.example.org")], empty) }
        #expect(refused?.code == .forbidden)
        #expect(!server.log.contains("GET /dir"))
        await server.stop()
    }

    @Test func anAccountIsMadeOnceAndAgainWhenItIsForgotten() async throws {
        let server = try await PebbleServer.started()
        let configuration = server.configuration
        for _ in 0..<2 {
            _ = try await client().certificate(for: [.host("dome.example.org")], configuration)
        }
        let made = { server.log.components(separatedBy: "POST /sign-me-up").count - 1 }
        #expect(made() == 1)
        #expect(shelf.kept == 1)
        let known = try #require(shelf.account(at: configuration.directoryURL))
        #expect(known.email == "night@example.org")
        let gone = ACMEAccount(
            privateKeyPEM: known.privateKeyPEM, url: known.url + "00", email: known.email)
        shelf.keep(gone, at: configuration.directoryURL)
        _ = try await client().certificate(for: [.host("dome.example.org")], configuration)
        #expect(made() == 2)
        // The same key is the same account to the server.
        #expect(shelf.account(at: configuration.directoryURL) == known)
        await server.stop()
    }

    @Test func whatWasProvenBeforeNeedsNoChallenge() async throws {
        let server = try await PebbleServer.started(["PEBBLE_AUTHZREUSE": "100"])
        let first = try await client().certificate(for: [.host("dome.example.org")], server.configuration)
        let second = try await client(ClosedDoor()).certificate(
            for: [.host("dome.example.org")], server.configuration)
        #expect(second.chainPEM != first.chainPEM)
        await server.stop()
    }

    @Test func anotherAddressIsTold() async throws {
        let server = try await PebbleServer.started()
        let configuration = server.configuration
        _ = try await client().certificate(for: [.host("dome.example.org")], configuration)
        _ = try await client().certificate(
            for: [.host("dome.example.org")], email: "day@example.org", configuration)
        #expect(shelf.account(at: configuration.directoryURL)?.email == "day@example.org")
        #expect(shelf.kept == 2)
        await server.stop()
    }

    @Test func aServerThatNobodyVouchesForIsNotBelieved() async throws {
        let server = try await PebbleServer.started()
        var configuration = server.configuration
        configuration.rootFile = ""
        let stranger = configuration
        let refused = await failure {
            _ = try await client().certificate(for: [.host("dome.example.org")], stranger)
        }
        #expect(refused?.code == .unavailable)
        #expect(refused?.message.contains("is not trusted") == true)
        #expect(shelf.kept == 0)
        await server.stop()
    }
}
