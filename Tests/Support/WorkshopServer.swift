/// A server with one device of each type that moves, at the newest interface versions, each of which takes a moment.
///
/// The first element of the path says how they behave: `good` devices arrive, `jammed` ones take every command and do
/// not move, `endless` ones never arrive, `deaf` ones take settings and keep the old ones.
/// `GET /count/{way}/management/{member}` tells how often a member was called with `PUT`,
/// `GET /last/{way}/management/{member}` with which body the last time.
public struct WorkshopServer: Sendable {
    private let server: PythonServer

    private init(server: PythonServer) { self.server = server }

    /// Starts the server on a free port.
    public static func start() async throws -> WorkshopServer {
        let server = PythonServer(script: script)
        try await server.start()
        return WorkshopServer(server: server)
    }

    /// The address of the devices that behave in a way.
    public func url(_ way: String) async -> String { "http://127.0.0.1:\(await server.port)/\(way)" }

    /// Ends the server.
    public func stop() async { await server.stop() }

    /// Makes the server hang with its sockets open.
    public func pause() async { await server.pause() }

    /// Lets a paused server go on.
    public func resume() async { await server.resume() }

    private static let script = #"""
        import json, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs
        counts, last = {}, {}
        class Refusal(Exception): pass
        class Part:
            """Something that is at a place and goes to another."""
            def __init__(self, place): self.place, self.goal, self.until = place, place, 0
            def moves(self): return time.monotonic() < self.until
            def now(self): return self.place if self.moves() else self.goal
            def go(self, goal, way, seconds=0.6):
                self.place = self.now()
                if way == "jammed": return
                self.goal, self.until = goal, time.monotonic() + (1e9 if way == "endless" else seconds)
            def halt(self): self.goal, self.until = self.now(), 0
        class Workshop:
            def __init__(self, way):
                self.way = way
                self.azimuth, self.shutter, self.altitude = Part(10.0), Part(1), Part(0.0)
                self.domepark, self.domehome = Part(False), Part(False)
                self.focus, self.angle, self.filter = Part(1000), Part(5.0), Part(0)
                self.cover, self.lamp, self.switch = Part(1), Part(0), Part(0.0)
                self.parked, self.home = Part(True), Part(False)
                self.pulse = Part(0)
                self.rates = {0: 0.0, 1: 0.0, 2: 0.0}
                self.settings = {"tracking": True, "slaved": False, "tempcomp": False, "reverse": False,
                                 "trackingrate": 0, "rightascensionrate": 0.0, "declinationrate": 0.0}
            def get(self, kind, member, query):
                common = {"connected": True, "connecting": False, "name": "Workshop " + kind,
                          "interfaceversion": {"dome": 3, "filterwheel": 3, "switch": 3, "covercalibrator": 2}.get(kind, 4)}
                if member in common: return common[member]
                if member.startswith("can"):
                    if member == "canasync": return query.get("Id") == "0"
                    return member not in ("cansync", "cansetpark")
                if member in self.settings: return self.settings[member]
                return getattr(self, kind)(member, query)
            def telescope(self, member, query):
                axes = any(self.rates.values())
                return {"slewing": axes or self.parked.moves() or self.home.moves(), "atpark": self.parked.now(),
                        "athome": self.home.now(), "ispulseguiding": self.pulse.moves(), "rightascension": 1.0,
                        "declination": 2.0, "altitude": 40.0, "azimuth": 100.0, "axisrates": [
                            {"Minimum": 0.5, "Maximum": 1.0}, {"Minimum": 3.0, "Maximum": 4.0}],
                        "trackingrates": [0, 1]}[member]
            def camera(self, member, query): return {"ispulseguiding": self.pulse.moves(), "camerastate": 0}[member]
            def dome(self, member, query):
                status = self.shutter.now()
                if self.shutter.moves(): status = 2 if self.shutter.goal == 0 else 3
                if self.shutter.until == -1: status = 4
                return {"slewing": any(p.moves() for p in
                                       (self.azimuth, self.shutter, self.altitude, self.domepark, self.domehome)),
                        "azimuth": self.azimuth.now(), "altitude": self.altitude.now(), "shutterstatus": status,
                        "atpark": self.domepark.now(), "athome": self.domehome.now()}[member]
            def focuser(self, member, query):
                return {"position": self.focus.now(), "ismoving": self.focus.moves(), "absolute": True, "maxstep": 5000,
                        "maxincrement": 5000, "stepsize": 1.0, "tempcompavailable": True}[member]
            def rotator(self, member, query):
                return {"position": self.angle.now(), "mechanicalposition": self.angle.now(),
                        "ismoving": self.angle.moves(), "stepsize": 0.1, "targetposition": self.angle.goal}[member]
            def filterwheel(self, member, query):
                return {"position": -1 if self.filter.moves() else self.filter.now(), "names": ["L", "R", "G"],
                        "focusoffsets": [0, 5, 7]}[member]
            def covercalibrator(self, member, query):
                return {"coverstate": 5 if self.cover.until == -1 else 2 if self.cover.moves() else self.cover.now(),
                        "calibratorstate": 5 if self.lamp.until == -1 else 2 if self.lamp.moves()
                            else 3 if self.lamp.now() else 1,
                        "brightness": self.lamp.now(), "maxbrightness": 100}[member]
            def put(self, kind, member, body):
                way = self.way
                number = lambda name: float(body[name])
                if member in self.settings:
                    value = json.loads(next(iter(v for k, v in body.items() if not k.startswith("Client"))).lower())
                    if way != "deaf": self.settings[member] = value
                    return
                stuck = -1 if way == "jammed" else None
                def go(part, goal, isState=False):
                    part.go(goal, way)
                    if isState and stuck: part.until = stuck
                if kind == "telescope":
                    if member == "park": self.settings["tracking"] = False; return go(self.parked, True)
                    if member == "unpark": return go(self.parked, False)
                    if member == "findhome": return go(self.home, True)
                    if member == "pulseguide": return self.pulse.go(0, way, float(body["Duration"]) / 1000)
                    if member == "moveaxis":
                        self.rates[int(body["Axis"])] = number("Rate")
                        return
                    if member == "abortslew":
                        self.rates = {0: 0.0, 1: 0.0, 2: 0.0}
                        for part in (self.parked, self.home): part.halt()
                        return
                    if member == "synctoaltaz":
                        raise Refusal(0x401, "no such place in this sky")
                if kind == "camera":
                    if member == "pulseguide": return self.pulse.go(0, way, float(body["Duration"]) / 1000)
                    if member == "abortexposure": return
                if kind == "dome":
                    if member == "slewtoazimuth": return go(self.azimuth, number("Azimuth"))
                    if member == "slewtoaltitude": return go(self.altitude, number("Altitude"))
                    if member == "openshutter": return go(self.shutter, 0, True)
                    if member == "closeshutter": return go(self.shutter, 1, True)
                    if member == "park": return go(self.domepark, True)
                    if member == "findhome": return go(self.domehome, True)
                    if member == "synctoazimuth": return
                    if member == "abortslew":
                        for part in (self.azimuth, self.shutter, self.altitude, self.domepark, self.domehome): part.halt()
                        return
                if kind == "focuser":
                    if member == "move": return go(self.focus, int(body["Position"]))
                    if member == "halt": return self.focus.halt()
                if kind == "rotator":
                    if member in ("moveabsolute", "movemechanical"): return go(self.angle, number("Position"))
                    if member == "halt": return self.angle.halt()
                if kind == "filterwheel" and member == "position": return go(self.filter, int(body["Position"]))
                if kind == "covercalibrator":
                    if member == "opencover": return go(self.cover, 3, True)
                    if member == "closecover": return go(self.cover, 1, True)
                    if member == "haltcover": return self.cover.halt()
                    if member == "calibratoron": return go(self.lamp, int(body["Brightness"]), True)
                    if member == "calibratoroff": return go(self.lamp, 0, True)
                if kind == "switch":
                    if member in ("setasyncvalue", "setswitchvalue"): return go(self.switch, number("Value"))
                    if member == "cancelasync": return self.switch.halt()
                raise Refusal(0x400, "no " + member)
            def switches(self, member, query):
                return {"maxswitch": 2, "getswitchname": "Output", "getswitchdescription": "An output",
                        "minswitchvalue": 0.0, "maxswitchvalue": 10.0, "switchstep": 1.0, "getswitch": self.switch.now() > 0,
                        "getswitchvalue": self.switch.now(), "statechangecomplete": not self.switch.moves()}[member]
        class Workshops(dict):
            def __missing__(self, way):
                self[way] = Workshop(way)
                return self[way]
        workshops = Workshops()
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def answer(self, body, status=200, kind="application/json"):
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def value(self, value): self.answer(json.dumps({"Value": value, "ErrorNumber": 0, "ErrorMessage": ""}))
            def handle_any(self):
                length = int(self.headers.get("Content-Length", 0))
                text = self.rfile.read(length).decode() if length else ""
                path, _, query = self.path.partition("?")
                parts = path.strip("/").split("/")
                way, member = parts[0], parts[-1]
                if way == "count": return self.value(counts.get((parts[1], member), 0))
                if way == "last": return self.value(last.get((parts[1], member), ""))
                kind = parts[3]
                pick = lambda text: {key: values[0] for key, values in parse_qs(text).items()}
                try:
                    workshop = workshops[way]
                    if self.command == "PUT":
                        counts[(way, member)] = counts.get((way, member), 0) + 1
                        last[(way, member)] = text
                        workshop.put(kind, member, pick(text))
                        return self.answer('{"ErrorNumber": 0, "ErrorMessage": ""}')
                    if kind == "switch" and not member.startswith("can") and member not in (
                            "connected", "connecting", "name", "interfaceversion"):
                        return self.value(workshop.switches(member, pick(query)))
                    return self.value(workshop.get(kind, member, pick(query)))
                except Refusal as refusal:
                    number, words = refusal.args
                    self.answer(json.dumps({"ErrorNumber": number, "ErrorMessage": words}))
                except KeyError:
                    self.answer(json.dumps({"ErrorNumber": 0x400, "ErrorMessage": "no " + member}))
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
