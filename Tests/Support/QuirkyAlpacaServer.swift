/// A server that misbehaves in the way named by the first element of the path, and answers discovery.
///
/// The ways: `html`, `nothing`, `error500`, `nan`, `silent`, `redirect`, `huge`, `empty`, `drip`, `list`, `hresult`,
/// `novalue`, `refusing` (401) and `forgetful` (never connected), `hesitant` (a mount
/// that begins to slew a second after it was told). Without a way it is a small good server with
/// management and two devices. `GET /count/{way}/management/{member}` tells how often a member was called with
/// `PUT`.
public struct QuirkyAlpacaServer: Sendable {
    private let server: PythonServer

    private init(server: PythonServer) { self.server = server }

    /// Starts the server on a free port.
    public static func start() async throws -> QuirkyAlpacaServer {
        let server = PythonServer(script: script)
        try await server.start()
        return QuirkyAlpacaServer(server: server)
    }

    /// The TCP port, which is the port of discovery too.
    public var port: Int {
        get async { await server.port }
    }

    /// The address of the server that misbehaves in a way, or of the good one.
    public func url(_ way: String = "") async -> String {
        "http://127.0.0.1:\(await server.port)" + (way.isEmpty ? "" : "/\(way)")
    }

    /// Ends the server.
    public func stop() async { await server.stop() }

    private static let script = #"""
        import json, socket, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        counts = {}
        moving = set()
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def answer(self, body, status=200, kind="application/json", headers={}):
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items(): self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            def value(self, value): self.answer(json.dumps({"Value": value, "ErrorNumber": 0, "ErrorMessage": ""}))
            def handle_any(self):
                length = int(self.headers.get("Content-Length", 0))
                if length: self.rfile.read(length)
                path = self.path.split("?")[0]
                parts = path.strip("/").split("/")
                way, member = parts[0], parts[-1]
                if way == "count": return self.value(counts.get((parts[1], member), 0))
                if self.command == "PUT": counts[(way, member)] = counts.get((way, member), 0) + 1
                if way == "html": return self.answer("<!DOCTYPE html><html><body>Router</body></html>", kind="text/html")
                if way == "nothing":
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if way == "error500": return self.answer("it broke", 500, "text/plain")
                if way == "nan": return self.answer('{"Value": NaN, "ErrorNumber": 0, "ErrorMessage": ""}')
                if way == "silent": time.sleep(30); return self.value(True)
                if way == "redirect": return self.answer("", 302, headers={"Location": "http://127.0.0.1:1/elsewhere"})
                if way == "huge": return self.answer('{"Value": "' + "x" * (3 << 20) + '"}')
                if way == "empty": return self.answer("")
                if way == "list": return self.answer("[1, 2, 3]")
                if way == "hresult": return self.answer('{"ErrorNumber": -2147220472, "ErrorMessage": "parked"}')
                if way == "novalue": return self.answer('{"ErrorNumber": 0, "ErrorMessage": ""}')
                if way == "refusing": return self.answer("who are you", 401, "text/plain")
                if way == "drip":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    for _ in range(30):
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        time.sleep(1)
                    return
                if way == "forgetful":
                    if member == "interfaceversion": return self.value(3)
                    if member == "connected" and self.command == "GET": return self.value(False)
                    return self.value(None)
                if way == "hesitant":
                    if member == "slewtocoordinatesasync":
                        time.sleep(1)
                        moving.add(way)
                        return self.value(None)
                    if member == "abortslew":
                        moving.discard(way)
                        return self.value(None)
                    known = {"interfaceversion": 4, "connected": True, "atpark": False, "tracking": True,
                             "slewing": way in moving, "rightascension": 0.0, "declination": 80.0}
                    if member in known: return self.value(known[member])
                    return self.answer("no such member", 400, "text/plain")
                if path == "/management/v1/description":
                    return self.value({"ServerName": "Quirky", "Manufacturer": "nobody", "Version": "1", "Location": ""})
                if path == "/management/v1/configureddevices":
                    return self.value([
                        {"DeviceName": "Mount", "DeviceType": "Telescope", "DeviceNumber": 0, "UniqueID": "u-1"},
                        {"DeviceName": "Guard", "DeviceType": "SafetyMonitor", "DeviceNumber": 3, "UniqueID": "u-2"},
                        {"DeviceName": "Cine", "DeviceType": "Video", "DeviceNumber": 0, "UniqueID": "u-3"}])
                self.answer("no such thing", 404, "text/plain")
            do_GET = do_PUT = handle_any
        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128
            def handle_error(self, request, address): pass
        server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
        port = server.server_address[1]
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("0.0.0.0", port))
        def discover():
            while True:
                data, sender = datagrams.recvfrom(1024)
                if data.startswith(b"alpacadiscovery1"):
                    datagrams.sendto(b'{"AlpacaPort": 0}', sender)
                    datagrams.sendto(json.dumps({"AlpacaPort": port}).encode(), sender)
        threading.Thread(target=discover, daemon=True).start()
        print("READY", port, flush=True)
        server.serve_forever()
        """#
}
