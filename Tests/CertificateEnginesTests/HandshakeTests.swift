import Contracts
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import CertificateEngines

/// Real handshakes: openssl serves what the engine issued, and openssl connects.
struct HandshakeTests {
    private static let script = """
        folder=$0
        openssl s_server -www -accept 127.0.0.1:0 -cert "$folder/chain.pem" -key "$folder/key.pem" >"$folder/server.log" 2>&1 &
        server=$!
        trap 'kill $server' EXIT
        for attempt in $(seq 200); do
            port=$(sed -n 's/^ACCEPT .*:\\([0-9]*\\)$/\\1/p' "$folder/server.log")
            test -n "$port" && break
            sleep 0.02
        done
        openssl s_client -connect "127.0.0.1:$port" -CAfile "$folder/root.pem" -verify_return_error "$@" </dev/null
        """

    private func connect(
        to issued: IssuedCertificate, trusting root: String, calling name: [String]
    ) async throws -> ProgramResult {
        let bench = try Bench()
        _ = try bench.file("chain.pem", issued.chainPEM)
        _ = try bench.file("key.pem", issued.privateKeyPEM)
        _ = try bench.file("root.pem", root)
        return try await Program.run("sh", ["-c", Self.script, bench.path] + name)
    }

    @Test func aClientThatTrustsTheAuthorityConnectsByNameAndByAddress() async throws {
        let authority = try CertificateAuthority.make(at: Date())
        let plan = CertificatePlan(names: [.host("dome.example.org"), .address([127, 0, 0, 1])])
        let issued = try authority.issue(plan, at: Date())
        for name in [["-verify_hostname", "dome.example.org"], ["-verify_ip", "127.0.0.1"]] {
            let result = try await connect(to: issued, trusting: authority.certificatePEM, calling: name)
            #expect(result.status == 0, "\(result.error)")
            #expect(result.output.contains("Verify return code: 0 (ok)"))
        }
    }

    @Test func aWrongNameAWrongAddressOrAnotherAuthorityIsRefused() async throws {
        let authority = try CertificateAuthority.make(at: Date())
        let plan = CertificatePlan(names: [.host("dome.example.org"), .address([127, 0, 0, 1])])
        let issued = try authority.issue(plan, at: Date())
        for name in [["-verify_hostname", "roof.example.org"], ["-verify_ip", "127.0.0.2"]] {
            let result = try await connect(to: issued, trusting: authority.certificatePEM, calling: name)
            #expect(result.status != 0 && result.error.contains("mismatch"), "\(result.error)")
        }
        let other = try CertificateAuthority.make(at: Date()).certificatePEM
        #expect(try await connect(to: issued, trusting: other, calling: ["-verify_ip", "127.0.0.1"]).status != 0)
    }

    @Test func aSelfSignedOneIsUsedByWhoTrustsIt() async throws {
        let issued = try IssuedCertificate.selfSigned(CertificatePlan(names: [.host("localhost")]), at: Date())
        let name = ["-verify_hostname", "localhost"]
        let result = try await connect(to: issued, trusting: issued.chainPEM, calling: name)
        #expect(result.status == 0, "\(result.error)")
    }
}
