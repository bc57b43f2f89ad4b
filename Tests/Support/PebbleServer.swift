import AsyncHTTPClient
import FoundationEssentials
import Glibc
import Kernel
import NIOCore
import NIOHTTP1
import NIOSSL
import Subprocess

/// A `pebble`, the ACME server for tests, with `pebble-challtestsrv` as its DNS: every name leads to this machine.
///
/// Missing programs are an error, never a skip. Both die with the test process.
public actor PebbleServer {
    private struct Ports {
        let server = LoopbackPort.free()
        let management = LoopbackPort.free()
        let names = LoopbackPort.free()
        let nameManagement = LoopbackPort.free()
        let challenge = LoopbackPort.free()
    }

    private let folder: TemporaryFolder
    private let ports: Ports
    private let programs: [Task<Void, Never>]

    private init(folder: TemporaryFolder, ports: Ports, programs: [Task<Void, Never>]) {
        self.folder = folder
        self.ports = ports
        self.programs = programs
    }

    deinit { for program in programs { program.cancel() } }

    /// Starts both programs on free ports.
    ///
    /// - Parameter environment: What pebble is to do differently, such as `PEBBLE_WFE_NONCEREJECT`.
    /// - Returns: The server, ready.
    /// - Throws: `ServiceError` with the end of its log when it does not start.
    public static func started(_ environment: [String: String] = [:]) async throws -> PebbleServer {
        for _ in 1..<5 {
            // A failure may mean that somebody else took a port; the last attempt says what it was.
            if let server = try? await start(environment) { return server }
        }
        return try await start(environment)
    }

    /// Its directory.
    public nonisolated var directoryURL: String { "https://localhost:\(ports.server)/dir" }
    /// The port at which it looks for challenges.
    public nonisolated var challengePort: Int { Int(ports.challenge) }
    /// The root of the certificate that it shows itself.
    public nonisolated var rootFile: String { folder.path + "/root.pem" }
    /// What it said so far.
    public nonisolated var log: String {
        // Before it says something there is no file.
        (try? String(contentsOfFile: folder.path + "/pebble.log", encoding: .utf8)) ?? ""
    }
    /// A path in its folder.
    public nonisolated func path(_ name: String) -> String { "\(folder.path)/\(name)" }
    /// Whether somebody listens at the port for challenges.
    public nonisolated var isChallengePortOpen: Bool { LoopbackPort.accepts(ports.challenge) }

    /// The root of what it issues, in PEM; another one at every start.
    public func issuingRoot() async throws -> String {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.additionalTrustRoots = [.file(rootFile)]
        let url = "https://localhost:\(ports.management)/roots/0"
        return try await HTTPClient.withHTTPClient(configuration: .init(tlsConfiguration: tls)) { client in
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            return String(buffer: try await response.body.collect(upTo: 1 << 16))
        }
    }

    /// Lets its DNS fail for a name.
    public func forget(_ host: String) async throws { try await tellNames("set-servfail", host) }

    /// Lets its DNS answer for a name again.
    public func remember(_ host: String) async throws { try await tellNames("clear-servfail", host) }

    private func tellNames(_ verb: String, _ host: String) async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(ports.nameManagement)/\(verb)")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: "{\"host\":\"\(host).\"}"))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .ok else { throw ServiceError(.internal, "the DNS answered \(response.status)") }
    }

    /// Ends both and removes their files.
    public func stop() async {
        for program in programs { program.cancel() }
        for program in programs { await program.value }
        await folder.remove()
    }

    private static func start(_ environment: [String: String]) async throws -> PebbleServer {
        let folder = try TemporaryFolder("bspb")
        let ports = Ports()
        let made = try await Program.run("sh", ["-ec", certificates, folder.path])
        guard made.status == 0 else { throw ServiceError(.internal, "openssl failed: \(made.error)") }
        try Data(configuration(folder.path, ports).utf8).write(to: URL(filePath: folder.path + "/pebble.json"))
        let names = launch(
            "pebble-challtestsrv",
            [
                "-dns01", "127.0.0.1:\(ports.names)", "-management", "127.0.0.1:\(ports.nameManagement)",
                "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", "",
            ], [:], log: folder.path + "/names.log")
        let pebble = launch(
            "pebble",
            ["-config", folder.path + "/pebble.json", "-dnsserver", "127.0.0.1:\(ports.names)"],
            ["PEBBLE_VA_NOSLEEP": "1", "PEBBLE_AUTHZREUSE": "0", "PEBBLE_WFE_NONCEREJECT": "0"]
                .merging(environment) { _, new in new },
            log: folder.path + "/pebble.log")
        let server = PebbleServer(folder: folder, ports: ports, programs: [pebble, names])
        for _ in 0..<1000 {
            let wanted = [ports.server, ports.management, ports.names, ports.nameManagement]
            if wanted.allSatisfy({ LoopbackPort.accepts($0) }) { return server }
            try await Task.sleep(for: .milliseconds(10))
        }
        let log = server.log.suffix(1000)
        await server.stop()
        throw ServiceError(.unavailable, "pebble did not start: \(log)")
    }

    private static func launch(
        _ program: String, _ arguments: [String], _ environment: [String: String], log: String
    ) -> Task<Void, Never> {
        // The kernel kills it when the thread that started it ends, which Subprocess keeps for the life of the process.
        let words =
            environment.map { "\($0)=\($1)" }
            + ["setpriv", "--pdeathsig", "KILL", "sh", "-c", "exec >\"$0\" 2>&1 \"$@\"", log, program] + arguments
        return Task {
            // How it ends is nobody's business: a start that fails shows in its log.
            _ = try? await Subprocess.run(
                .name("env"), arguments: Arguments(words), input: .none, output: .discarded, error: .discarded)
        }
    }

    private static func configuration(_ folder: String, _ ports: Ports) -> String {
        """
        {"pebble":{"listenAddress":"127.0.0.1:\(ports.server)","managementListenAddress":"127.0.0.1:\(ports.management)",
        "certificate":"\(folder)/server.pem","privateKey":"\(folder)/server.key","httpPort":\(ports.challenge),
        "tlsPort":1,"ocspResponderURL":"","externalAccountBindingRequired":false}}
        """
    }

    private static let certificates = """
        cd "$0"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=root \\
            -keyout root.key -out root.pem
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \\
            -keyout server.key -out server.csr
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\n' >server.ext
        openssl x509 -req -in server.csr -CA root.pem -CAkey root.key -CAcreateserial -days 2 -extfile server.ext \\
            -out server.pem
        """
}
