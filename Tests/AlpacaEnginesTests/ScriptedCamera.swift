import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support

/// A camera of 40 × 30 pixels that misbehaves in the ways named in its path, separated by commas.
///
/// `json` and `base64` are its forms of a picture, else ImageBytes; `old` has interface 3; `colour` has three planes.
/// `stuck` is never ready, `fails` reports an error, `empty` becomes idle without a picture, `stale` is ready with the
/// picture before, `forgets` loses its connection, `refuses` the exposure, `blocks` until it is over, `breaks` the first
/// transfer, sends a `huge` or a `larger` picture. Value (x, y, plane) is 100 x + y + 10000 plane.
struct ScriptedCamera: Sendable {
    private let server: PythonServer
    private let client: AlpacaClient
    let engine: AlpacaEngine
    let device: AttachedDevice
    private let url: String
    private let way: String

    /// Quick enough for tests, everything else as in service.
    static let configuration = AlpacaConfiguration(
        pollTimeout: .seconds(5), requestTimeout: .seconds(10), stateInterval: .milliseconds(100),
        idleInterval: .milliseconds(200), motionInterval: .milliseconds(50), settleGrace: .milliseconds(500))

    /// Runs a test against a camera that is connected.
    static func with(
        _ way: String, configuration: AlpacaConfiguration = Self.configuration,
        _ body: (ScriptedCamera) async throws -> Void
    ) async throws {
        let server = PythonServer(script: script)
        try await server.start()
        let engine = AlpacaEngine(configuration: configuration, logger: Logger(label: "test"))
        let client = AlpacaClient()
        let result: Result<Void, any Error>
        do {
            let url = "http://127.0.0.1:\(await server.port)"
            let address = AlpacaAddress(server: try AlpacaServer("\(url)/\(way)"), type: .camera, number: 0)
            let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
            await engine.attach(device)
            _ = try await engine.connect(device.id)
            result = .success(
                try await body(
                    ScriptedCamera(
                        server: server, client: client, engine: engine, device: device, url: url, way: way)))
        } catch {
            result = .failure(error)
        }
        try await engine.shutdown()
        try await client.shutdown()
        await server.stop()
        try result.get()
    }

    /// Takes a picture.
    func picture(_ order: ExposureOrder) async throws -> CameraFrame {
        let exposure = try await engine.expose(order, with: device.id)
        return try await engine.frame(of: exposure.id)
    }

    /// What the camera was told, in order, such as `binx=2`.
    func told() async throws -> [String] {
        let log = try AlpacaServer("\(url)/log/\(way)")
        return try await client.management("log", of: log, within: .seconds(5)).elements?.compactMap(\.text) ?? []
    }

    private static let script = #"""
        import base64, json, socket, struct, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs
        cameras = {}
        facts = {"interfaceversion": 4, "name": "Scripted", "cameraxsize": 40, "cameraysize": 30, "maxbinx": 4,
                 "maxbiny": 4, "canasymmetricbin": False, "canabortexposure": True, "canstopexposure": True,
                 "cansetccdtemperature": True, "cangetcoolerpower": True, "canfastreadout": False,
                 "canpulseguide": False, "exposuremin": 0.0, "exposuremax": 3600.0, "gainmin": 0, "gainmax": 100,
                 "readoutmodes": ["Slow", "Fast"], "sensorname": "S1", "sensortype": 0, "pixelsizex": 3.8,
                 "pixelsizey": 3.8, "maxadu": 65535, "hasshutter": True, "electronsperadu": 1.5,
                 "ccdtemperature": -10.0, "setccdtemperature": -10.0, "connecting": False}
        class Camera:
            def __init__(self, ways):
                self.ways = ways
                self.connected = False
                self.values = {"binx": 1, "biny": 1, "startx": 0, "starty": 0, "numx": 40, "numy": 30, "gain": 10,
                               "readoutmode": 0}
                self.started = None
                self.taken = "stale" in ways
                self.breaks = 1 if "breaks" in ways else 0
                self.log = []
            def elapsed(self): return time.time() - self.started
            def state(self):
                if self.started is None: return 0
                if "fails" in self.ways and self.elapsed() > 0.2: return 5
                if "stuck" in self.ways: return 2
                if self.elapsed() < self.duration: return 2
                if self.elapsed() < self.duration + 0.1: return 3
                return 0
            def ready(self):
                if self.started is None: return self.taken
                if "stale" in self.ways and self.elapsed() < self.duration: return True
                return self.state() == 0 and "empty" not in self.ways
            def percent(self):
                return min(100, int(100 * self.elapsed() / max(self.duration, 0.01))) if self.started else 0
            def size(self):
                v = self.values
                return v["numx"], v["numy"], 3 if "colour" in self.ways else 1
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def answer(self, body, status=200, kind="application/json", headers={}):
                data = body if isinstance(body, bytes) else body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items(): self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            def value(self, value, number=0, message=""):
                self.answer(json.dumps({"Value": value, "ErrorNumber": number, "ErrorMessage": message}))
            def image(self, camera):
                width, height, planes = camera.size()
                if "larger" in camera.ways: width += 1
                if camera.breaks:
                    camera.breaks -= 1
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                pixel = lambda x, y, plane: 100 * x + y + 10000 * plane
                if "json" in camera.ways:
                    cell = lambda x, y: pixel(x, y, 0) if planes == 1 else [pixel(x, y, p) for p in range(3)]
                    rows = [[cell(x, y) for y in range(height)] for x in range(width)]
                    return self.answer(json.dumps({"Type": 2, "Rank": 2 if planes == 1 else 3, "Value": rows,
                                                   "ErrorNumber": 0, "ErrorMessage": ""}))
                values = [pixel(x, y, p) for x in range(width) for y in range(height) for p in range(planes)]
                if "base64" in camera.ways:
                    camera.handed = base64.b64encode(struct.pack("<%di" % len(values), *values))
                    return self.answer(json.dumps({"Type": 2, "Rank": 2, "Dimension0Length": width,
                                                   "Dimension1Length": height, "Dimension2Length": 0,
                                                   "ErrorNumber": 0, "ErrorMessage": ""}),
                                       headers={"base64handoff": "true"})
                data = struct.pack("<%dH" % len(values), *values)
                if "huge" in camera.ways: data += bytes(4 << 20)
                header = struct.pack("<iiIIiiiiiii", 1, 0, 1, 1, 44, 2, 8, 2 if planes == 1 else 3, width, height,
                                     0 if planes == 1 else planes)
                self.answer(header + data, kind="application/imagebytes")
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                parts = self.path.split("?")[0].strip("/").split("/")
                if parts[0] == "log": return self.value(cameras[parts[1]].log)
                way, member = parts[0], parts[-1]
                camera = cameras.setdefault(way, Camera(way.split(",")))
                version = 3 if "old" in camera.ways else 4
                if self.command == "PUT":
                    fields = {k: v[0] for k, v in parse_qs(body).items() if not k.startswith("Client")}
                    camera.log.append(member + "".join("=" + v for v in fields.values()))
                    if version == 3 and member in ("connect", "disconnect"): return self.answer("no", 400, "text/plain")
                    if member in ("connect", "disconnect"): camera.connected = member == "connect"
                    elif member == "connected": camera.connected = fields["Connected"].lower() == "true"
                    elif member == "startexposure":
                        if "refuses" in camera.ways: return self.value(None, 0x401, "not so long")
                        camera.duration = float(fields["Duration"])
                        camera.started = time.time()
                        if "blocks" in camera.ways: time.sleep(camera.duration)
                    elif member == "stopexposure":
                        camera.duration = camera.elapsed()
                    elif member == "abortexposure":
                        camera.started, camera.taken = None, False
                    elif member in camera.values: camera.values[member] = int(list(fields.values())[0])
                    return self.value(None)
                if member == "interfaceversion": return self.value(version)
                if member == "connected": return self.value(camera.connected)
                if "forgets" in camera.ways and camera.started and camera.elapsed() > 0.3:
                    return self.value(None, 0x407, "gone")
                if member == "imagearray": return self.image(camera)
                if member == "imagearraybase64": return self.answer(camera.handed, kind="text/plain")
                live = {"CameraState": camera.state(), "ImageReady": camera.ready(), "PercentCompleted": camera.percent(),
                        "CCDTemperature": -10.0, "CoolerPower": 40.0, "IsPulseGuiding": False}
                if member == "devicestate" and version > 3:
                    return self.value([{"Name": k, "Value": v} for k, v in live.items()])
                live = {k.lower(): v for k, v in live.items()}
                if member == "lastexposureduration" and camera.started: return self.value(camera.duration)
                if member == "lastexposurestarttime" and camera.started:
                    spelled = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(camera.started))
                    return self.value("%s.%03d" % (spelled, camera.started % 1 * 1000))
                for source in (live, camera.values, facts):
                    if member in source: return self.value(source[member])
                self.value(None, 0x400, "no " + member)
            do_GET = do_PUT = handle_any
        class Server(ThreadingHTTPServer):
            daemon_threads = True
            def handle_error(self, request, address): pass
        server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
        print("READY", server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
