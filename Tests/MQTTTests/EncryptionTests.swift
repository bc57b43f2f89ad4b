import FoundationEssentials
import Kernel
import MQTT
import Subprocess
import Support
import Testing

@Suite struct EncryptionTests {
    /// Two authorities, and a server's and a client's certificate of the first.
    private static let script = """
        set -e
        cd "$0"
        for ca in ca other; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=$ca \
            -keyout $ca.key -out $ca.crt
        done
        for name in server client; do
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout $name.key -out $name.csr
        printf 'subjectAltName=DNS:localhost' > $name.ext
        openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile $name.ext -out $name.crt
        done
        """

    private func withServer(_ body: (MosquittoServer) async throws -> Void) async throws {
        let folder = "/tmp/bscert-" + Identifier.hex(10)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a few small files would be left
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", Self.script, folder], output: .discarded,
            error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        var options = MosquittoServer.Options()
        for name in ["ca.crt", "other.crt", "server.crt", "server.key", "client.crt", "client.key"] {
            options.files[name] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        options.extraLines = [
            "cafile {directory}/ca.crt", "certfile {directory}/server.crt", "keyfile {directory}/server.key",
            "require_certificate true",
        ]
        try await body(MosquittoServer(options))
    }

    private func configure(_ server: MosquittoServer, _ tls: MQTTTLS) -> (inout MQTTConfiguration) -> Void {
        {
            $0.brokers = [MQTTAddress(host: "localhost", port: server.port, tls: true)]
            $0.tls = tls
            $0.maxReconnectAttempts = 1
        }
    }

    @Test func aClientWithTheRightFilesConnects() async throws {
        try await withServer { server in
            var tls = MQTTTLS(
                caFile: "\(server.directory)/ca.crt", certificateFile: "\(server.directory)/client.crt",
                keyFile: "\(server.directory)/client.key")
            try await withClient(server.port, configure(server, tls)) { test in
                try await test.client.subscribe("#", noLocal: false)
                let payload = Data(count: 100_000)
                for _ in 0..<20 {
                    try await test.client.publish(OutboundMessage(topic: "a", payload: payload, qos: .atLeastOnce))
                    #expect(try await test.message().payload == payload)
                }
            }
            tls.caFile = "\(server.directory)/other.crt"
            let stranger = TestClient(server.port, configure(server, tls))
            let error = await #expect(throws: MQTTError.self) { try await stranger.client.run() }
            #expect(String(reflecting: try #require(error)).contains("certificate verify failed"))
            tls.caFile = "\(server.directory)/missing.crt"
            let careless = TestClient(server.port, configure(server, tls))
            let second = await #expect(throws: MQTTError.self) { try await careless.client.run() }
            #expect(String(reflecting: try #require(second)).contains("TLS files"))
        }
    }

    @Test func theBrokersCertificateMustNameTheHost() async throws {
        try await withServer { server in
            var tls = MQTTTLS(
                caFile: "\(server.directory)/ca.crt", certificateFile: "\(server.directory)/client.crt",
                keyFile: "\(server.directory)/client.key")
            func byAddress(_ configuration: inout MQTTConfiguration) {
                configure(server, tls)(&configuration)
                configuration.brokers = [MQTTAddress(host: "127.0.0.1", port: server.port, tls: true)]
            }
            let strict = TestClient(server.port, byAddress)
            await #expect(throws: MQTTError.self) { try await strict.client.run() }
            tls.insecureHostname = true
            try await withClient(server.port, byAddress) { test in #expect(test.client.state.isConnected) }
        }
    }
}
