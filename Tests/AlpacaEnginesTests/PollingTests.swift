import Alpaca
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

@testable import AlpacaEngines

extension DeviceTests {
    /// How often devices are asked, and that none waits for another.
    @Suite struct PollingTests {
        private func count(_ server: PythonServer, _ way: String, _ member: String) async throws -> Int64 {
            let client = AlpacaClient()
            let counter = try AlpacaServer("http://127.0.0.1:\(await server.port)/count/\(way)")
            let count = try? await client.management(member, of: counter, within: .seconds(5)).whole
            try await client.shutdown()
            return count ?? 0
        }

        private func with(
            _ types: [AlpacaDeviceType], _ way: String, failing: [AlpacaDeviceType] = [],
            _ body: (PythonServer, AlpacaEngine, UUID) async throws -> Void
        ) async throws {
            let server = PythonServer(script: Self.script)
            try await server.start()
            let engine = AlpacaEngine(
                configuration: AlpacaConfiguration(
                    pollTimeout: .seconds(1), stateInterval: .milliseconds(50), idleInterval: .milliseconds(50)),
                logger: Logger(label: "test"))
            let telescope = UUID()
            let result: Result<Void, any Error>
            do {
                let url = "http://127.0.0.1:\(await server.port)"
                for type in types {
                    let way = failing.contains(type) ? "silent" : way
                    let device = AttachedDevice(
                        id: UUID(), telescopeID: telescope,
                        address: AlpacaAddress(server: try AlpacaServer("\(url)/\(way)"), type: type, number: 0))
                    await engine.attach(device)
                    if failing.contains(type) {
                        try await engine.keepConnected(device.id)
                    } else {
                        _ = try await engine.connect(device.id)
                    }
                }
                result = .success(try await body(server, engine, telescope))
            } catch {
                result = .failure(error)
            }
            try await engine.shutdown()
            await server.stop()
            try result.get()
        }

        @Test func aDeviceWithDeviceStateIsReadInOneCall() async throws {
            try await with([.telescope], "good") { server, _, _ in
                try await Task.sleep(for: .seconds(2))
                let asked = try await count(server, "good", "connected")
                let reads = try await count(server, "good", "devicestate")
                #expect(reads >= 5)
                // At the connection, and at every tenth read.
                #expect(asked <= 2 + reads / 10)
                #expect(try await count(server, "good", "rightascension") == 0)
            }
        }

        @Test func aDeviceThatForgetsToSayThatItIsNotConnectedIsFoundOut() async throws {
            try await with([.telescope], "lying") { _, engine, telescope in
                let event = try await withDeadline(.seconds(30), "the event") {
                    for await event in engine.events { if case .disconnected = event { return true } }
                    return false
                }
                #expect(event)
            }
        }

        @Test(arguments: AlpacaDeviceType.allCases)
        func aSilentDeviceOfAnyTypeDelaysNoOther(silent: AlpacaDeviceType) async throws {
            try await with(AlpacaDeviceType.allCases, "good", failing: [silent]) { server, engine, telescope in
                let before = try await count(server, "good", "devicestate")
                try await Task.sleep(for: .milliseconds(500))
                // Nine devices at twenty reads a second, one of them is enough to be sure.
                #expect(try await count(server, "good", "devicestate") > before + 9)
                for device in await engine.devices(of: telescope) where device.device.address.type != silent {
                    #expect(device.phase == .connected, "\(device.device.role): \(device.failure ?? "")")
                }
            }
        }

        private static let script = #"""
            import json, time
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            counts = {}
            start = time.time()
            states = {"telescope": {"RightAscension": 1.0, "Slewing": False, "AtPark": False}, "camera": {"CameraState": 0},
                      "covercalibrator": {"CoverState": 1}, "dome": {"Slewing": False}, "filterwheel": {"Position": 0},
                      "focuser": {"Position": 5}, "observingconditions": {"Humidity": 50.0}, "rotator": {"Position": 1.0},
                      "safetymonitor": {"IsSafe": True}, "switch": {"GetSwitchValue0": 1.0}}
            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def log_message(self, *arguments): pass
                def value(self, value, number=0):
                    data = json.dumps({"Value": value, "ErrorNumber": number, "ErrorMessage": ""}).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                def handle_any(self):
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    parts = self.path.split("?")[0].strip("/").split("/")
                    way, member = parts[0], parts[-1]
                    if way == "count": return self.value(counts.get((parts[1], member), 0))
                    counts[(way, member)] = counts.get((way, member), 0) + 1
                    if way == "silent": time.sleep(30)
                    if member == "connected": return self.value(way != "lying" or time.time() - start < 2)
                    if member == "interfaceversion": return self.value(4)
                    if member == "devicestate":
                        return self.value([{"Name": k, "Value": v} for k, v in states[parts[3]].items()])
                    self.value(None, 0x400)
                do_GET = do_PUT = handle_any
            class Server(ThreadingHTTPServer):
                daemon_threads = True
                request_queue_size = 128
                def handle_error(self, request, address): pass
            server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
            print("READY", server.server_address[1], flush=True)
            server.serve_forever()
            """#
    }
}
