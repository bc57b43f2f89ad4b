import CertificateEngines
import Crypto
import FoundationEssentials
import HTTPGateway
import Kernel
import Logging
import Support
import Testing

struct MisbehavingServerTests {
    private static let certificates = """
        cd "$0"
        for name in server stranger; do
            host=$(test $name = server && echo localhost || echo dome.example.org)
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=$name \\
                -addext subjectAltName=DNS:$host -keyout $name.key -out $name.pem
        done
        cp server.pem root.pem
        """

    private func failure(
        _ manner: String, _ shelf: AccountShelf = AccountShelf(), time: TimeSource = .system,
        before: (ACMEConfiguration) -> Void = { _ in }
    ) async throws -> ServiceError? {
        let folder = try TemporaryFolder("bsacme")
        let made = try await Program.run("sh", ["-ec", Self.certificates, folder.path])
        #expect(made.status == 0, "\(made.error)")
        let server = try await ScriptedServer.started(manner, in: folder.path)
        let client = ACMEClient(door: ClosedDoor(), accounts: shelf, time: time, logger: Logger(label: "test"))
        let configuration = await server.configuration()
        before(configuration)
        let error = await #expect(throws: ServiceError.self) {
            _ = try await client.certificate(for: [.host("dome.example.org")], configuration)
        }
        await server.stop()
        await folder.remove()
        return error
    }

    @Test func aRedirectionIsNotFollowed() async throws {
        let error = try await failure("redirect")
        #expect(error?.message == "the ACME server answered 302 for its directory")
    }

    @Test func whatIsTooLargeIsNotRead() async throws {
        let error = try await failure("large")
        #expect(error?.code == .unavailable)
        #expect(error?.message == "the ACME server localhost answered with too much")
    }

    @Test(arguments: ["plain", "beyond"])
    func nothingIsSentWithoutEncryptionOrToAPortThatIsNone(manner: String) async throws {
        let error = try await failure(manner)
        #expect(error?.code == .unavailable)
        #expect(error?.message == "the ACME server named an address that is none")
    }

    @Test func aLimitSaysWhenToComeBack() async throws {
        let error = try await failure("limited")
        #expect(error?.code == .tooManyRequests)
        #expect(error?.details["retry_after"]?.double == 7200)
        #expect(error?.message == "the ACME server refused the order: too many")
    }

    @Test func aServerThatTakesNoNonceIsGivenUp() async throws {
        let error = try await failure("deaf")
        #expect(error?.code == .unavailable)
        #expect(error?.details["acme_error"] == "badNonce")
    }

    @Test(arguments: ["deactivated", "revoked"])
    func anAccountThatIsClosedIsReplacedByANewOneWithANewKey(status: String) async throws {
        let shelf = AccountShelf()
        let key = P256.Signing.PrivateKey().pemRepresentation
        var url = ""
        let error = try await failure(status, shelf) { configuration in
            url = configuration.directoryURL
            let closed = ACMEAccount(privateKeyPEM: key, url: url.replacing("/dir", with: "/closed"), email: "")
            shelf.keep(closed, at: url)
        }
        // The script's certificates are never ours: it came as far as that.
        #expect(error?.message == "the certificate that was issued is for another key")
        let kept = try #require(shelf.account(at: url))
        #expect(kept.url == url.replacing("/dir", with: "/account"))
        #expect(kept.privateKeyPEM != key)
    }

    @Test(.timeLimit(.minutes(1))) func aBusyServerIsLeftAloneForAsLongAsItWants() async throws {
        let clock = ManualTime(from: Date())
        let source = clock.source
        let work = Task { try await failure("busy", time: source) }
        await clock.nextSleeps(of: ACMEClient.patience, .seconds(9))
        clock.advance(by: .seconds(9))
        #expect(try await work.value?.message == "the certificate that was issued is for another key")
    }

    @Test func aCertificateForAnotherKeyIsRefused() async throws {
        let error = try await failure("swapped")
        #expect(error?.code == .unavailable)
        #expect(error?.message == "the certificate that was issued is for another key")
    }
}
