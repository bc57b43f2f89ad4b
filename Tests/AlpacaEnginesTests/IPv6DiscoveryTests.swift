import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

extension DeviceTests {
    @Suite struct IPv6DiscoveryTests {
        /// Runs a test against a server that speaks IPv6 only and listens to the multicast group on every interface.
        private func find(_ networks: [String]) async throws -> [DiscoveredDevice] {
            let server = PythonServer(script: Self.script)
            try await server.start()
            var configuration = AlpacaConfiguration(
                pollTimeout: .seconds(10), discoveryPort: await server.port, discoveryTimeout: .seconds(1))
            configuration.networks = try #require(AllowedNetworks(networks))
            let client = AlpacaClient(networks: configuration.networks)
            let result: Result<[DiscoveredDevice], any Error>
            do {
                result = .success(try await AlpacaDiscovery(client: client, configuration: configuration).run())
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            await server.stop()
            return try result.get()
        }

        @Test func aServerWithSeveralAddressesTellsItsDeviceOnce() async throws {
            let devices = try await find(AllowedNetworks.standard)
            #expect(devices.map(\.uniqueID) == ["six"])
        }

        @Test func aLinkLocalAddressIsCalledInItsZone() async throws {
            // Address, number of the interface, length, scope, flags, name.
            let interfaces = try String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8)
            let isThere = interfaces.split(separator: "\n").contains { $0.hasPrefix("fe80") }
            let devices = try await find(["fe80::/10"])
            #expect(devices.map(\.uniqueID) == (isThere ? ["six"] : []))
            #expect(devices.allSatisfy { $0.address.server.host.contains("%25") })
        }

        @Test func aServerOutsideTheAllowedNetworksIsNotCalled() async throws {
            #expect(try await find(["10.99.0.0/16"]).isEmpty)
            let engine = AlpacaEngine(
                configuration: AlpacaConfiguration(networks: .none), logger: Logger(label: "test"))
            let address = AlpacaAddress(server: try AlpacaServer("http://localhost:9"), type: .dome, number: 0)
            let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
            await engine.attach(device)
            let error = await #expect(throws: ServiceError.self) { try await engine.connect(device.id) }
            #expect(error?.code == .invalidState)
            #expect(error?.details["setting"] == "alpaca_allowed_networks")
            try await engine.shutdown()
        }

        private static let script = #"""
            import json, socket, struct
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def log_message(self, *arguments): pass
                def do_GET(self):
                    value = {"ServerName": "Six"}
                    if "configureddevices" in self.path:
                        value = [{"DeviceName": "Roof", "DeviceType": "Dome", "DeviceNumber": 0, "UniqueID": "six"}]
                    data = json.dumps({"Value": value, "ErrorNumber": 0, "ErrorMessage": ""}).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
            class Server(ThreadingHTTPServer):
                address_family = socket.AF_INET6
                daemon_threads = True
                def server_bind(self):
                    self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    super().server_bind()
            server = Server(("::", int(sys.argv[1])), Handler)
            port = server.server_address[1]
            datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            datagrams.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            datagrams.bind(("::", port))
            for index, name in socket.if_nameindex():
                try:
                    group = socket.inet_pton(socket.AF_INET6, "ff12::a1:9aca") + struct.pack("@I", index)
                    datagrams.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group)
                except OSError: pass
            def discover():
                while True:
                    data, sender = datagrams.recvfrom(1024)
                    if data.startswith(b"alpacadiscovery1"):
                        datagrams.sendto(json.dumps({"AlpacaPort": port}).encode(), sender)
            threading.Thread(target=discover, daemon=True).start()
            print("READY", port, flush=True)
            server.serve_forever()
            """#
    }
}
