import CertificateEngines
import FoundationEssentials
import Kernel
import Support

/// An ACME server that misbehaves in one way; for one test.
struct ScriptedServer: Sendable {
    private let server: PythonServer
    /// The root of its certificate.
    let rootFile: String

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - manner: Which way: `redirect`, `large`, `plain`, `beyond`, `limited`, `swapped`, `deaf`, `busy`, or how its accounts
    ///     end: `deactivated`, `revoked`.
    ///   - folder: A folder with `server.pem`, `server.key`, `root.pem` and `stranger.pem`.
    /// - Returns: The server, ready.
    /// - Throws: `ServiceError` when it does not start.
    static func started(_ manner: String, in folder: String) async throws -> ScriptedServer {
        let server = PythonServer(script: script, arguments: [manner, folder])
        try await server.start()
        return ScriptedServer(server: server, rootFile: folder + "/root.pem")
    }

    /// What a client is told of it.
    func configuration() async -> ACMEConfiguration {
        var configuration = ACMEConfiguration()
        configuration.directoryURL = "https://localhost:\(await server.port)/dir"
        configuration.allowedDomains = AllowedDomains(["dome.example.org"])
        configuration.isAcceptingTerms = true
        configuration.rootFile = rootFile
        return configuration
    }

    /// Ends it.
    func stop() async { await server.stop() }

    private static let script = """
        import http.server, json, ssl, sys
        port, manner, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        waited = []
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def say(self, status, body, kind="application/json", **headers):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Replay-Nonce", "bm9uY2U")
                for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(data)
            def do_HEAD(self): self.say(200, b"")
            def do_GET(self):
                if manner == "redirect": return self.say(302, b"", Location=base + "/real")
                scheme = "http" if manner == "plain" else "https"
                directory = {n: scheme + base[5:] + "/" + n for n in ("newNonce", "newAccount", "newOrder")}
                if manner == "beyond": directory["newNonce"] = "https://127.0.0.1:99999/n"
                if manner == "large": directory["meta"] = {"termsOfService": "x" * (4 << 20)}
                self.say(200, directory)
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/newAccount":
                    return self.say(201, {"status": "valid"}, Location=base + "/account")
                if self.path == "/closed":
                    return self.say(200, {"status": manner})
                if manner == "limited":
                    problem = {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many"}
                    return self.say(429, problem, "application/problem+json", Retry_After="7200")
                if manner == "deaf":
                    problem = {"type": "urn:ietf:params:acme:error:badNonce", "detail": "never"}
                    return self.say(400, problem, "application/problem+json")
                if manner == "busy" and self.path == "/order" and not waited:
                    waited.append(True)
                    order = {"status": "processing", "authorizations": [], "finalize": base + "/order"}
                    return self.say(200, order, Retry_After="9")
                if self.path == "/certificate":
                    return self.say(200, open(folder + "/stranger.pem", "rb").read())
                order = {"status": "valid", "authorizations": [], "finalize": base + "/order",
                    "certificate": base + "/certificate"}
                self.say(201, order, Location=base + "/order")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        port = server.server_address[1]
        base = "https://localhost:%d" % port
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("READY", port, flush=True)
        server.serve_forever()
        """
}
