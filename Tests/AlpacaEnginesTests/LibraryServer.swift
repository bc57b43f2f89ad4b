import Support

/// The PyPI package `python-alpaca-server` with one device of each type that it offers, and its discovery.
///
/// The devices answer each read with a plausible value; a switch device has three switches.
struct LibraryServer: Sendable {
    private let server: PythonServer

    /// Starts the server on a free port, which is its port of discovery too.
    static func start() async throws -> LibraryServer {
        let server = PythonServer(python: try Program.python(), script: script)
        try await server.start()
        return LibraryServer(server: server)
    }

    /// The TCP port, and the UDP port of discovery.
    var port: Int {
        get async { await server.port }
    }

    /// Ends the server.
    func stop() async { await server.stop() }

    private static let script = """
        import importlib, logging, socket
        import structlog, uvicorn, asyncudp
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        from python_alpaca_server.app import AlpacaServer, Description
        kinds = {"covercalibrator": "CoverCalibrator", "dome": "Dome", "filterwheel": "FilterWheel",
                 "focuser": "Focuser", "observingconditions": "ObservingConditions", "rotator": "Rotator",
                 "safetymonitor": "SafetyMonitor", "switch": "Switch"}
        special = {"get_interfaceversion": 2, "get_supportedactions": [], "get_devicestate": [], "get_names": ["R", "G"],
                   "get_focusoffsets": [0, 0], "get_maxswitch": 3, "get_name": "Library", "get_coverstate": 1,
                   "get_calibratorstate": 1, "get_shutterstatus": 1, "get_getswitchvalue": 0.5, "get_issafe": True}
        def device(module, name):
            base = getattr(importlib.import_module("python_alpaca_server.devices." + module), name)
            connected = [False]
            def make(method):
                hint = getattr(base, method).__annotations__.get("return")
                def answer(self, request):
                    if method == "put_connected":
                        connected[0] = request.Connected
                        return None
                    if method in ("put_connect", "put_disconnect"):
                        connected[0] = method == "put_connect"
                        return None
                    if method == "get_connected": return connected[0]
                    if method in special: return special[method]
                    return {bool: False, int: 1, float: 1.5, str: "text"}.get(hint, None)
                return answer
            methods = {method: make(method) for method in base.__abstractmethods__}
            return type("My" + name, (base,), methods)("unique-" + module)
        devices = [device(module, name) for module, name in kinds.items()]
        description = lambda: Description(ServerName="Library", Manufacturer="nobody", ManufacturerVersion="1", Location="here")
        listener = socket.socket()
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        port = listener.getsockname()[1]
        # Its discovery listens on the one port of the standard, which others on this machine may use.
        original = asyncudp.create_socket
        asyncudp.create_socket = lambda local_addr: original(local_addr=(local_addr[0], port))
        app = AlpacaServer(description, devices).create_app(port)
        class Server(uvicorn.Server):
            async def startup(self, sockets=None):
                await super().startup(sockets=sockets)
                print("READY", port, flush=True)
        Server(uvicorn.Config(app, log_level="error", timeout_keep_alive=300)).run(sockets=[listener])
        """
}
