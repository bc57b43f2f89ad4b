/// A focuser and a safety monitor made with the PyPI package `python-alpaca-server`, on a port of their own.
public struct LibraryAlpacaServer: Sendable {
    private let server: PythonServer

    private init(server: PythonServer) { self.server = server }

    /// Starts the server.
    ///
    /// - Throws: `ServiceError` when the package is not installed or does not start.
    public static func start() async throws -> LibraryAlpacaServer {
        let server = PythonServer(python: try Program.python(), script: script)
        try await server.start()
        return LibraryAlpacaServer(server: server)
    }

    /// The address to attach devices of.
    public var url: String {
        get async { "http://127.0.0.1:\(await server.port)" }
    }

    /// Ends the server.
    public func stop() async { await server.stop() }

    private static let script = """
        import logging, socket, time
        import structlog
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        import uvicorn
        from python_alpaca_server import app as library
        from python_alpaca_server.devices.focuser import Focuser
        from python_alpaca_server.devices.safetymonitor import SafetyMonitor
        class Common:
            connected = False
            def get_connected(self, request): return self.connected
            def put_connected(self, request): self.connected = request.Connected
            def get_interfaceversion(self, request): return 3
            def get_description(self, request): return "made with the library"
            def get_driverinfo(self, request): return "somebody else's"
            def get_driverversion(self, request): return "1"
            def get_name(self, request): return "Library " + self.device_type.value
            def get_supportedactions(self, request): return []
        class OwnFocuser(Common, Focuser):
            place, target, ready = 1000, 1000, 0.0
            def get_absolute(self, request): return True
            def get_ismoving(self, request): return time.monotonic() < self.ready
            def get_maxincrement(self, request): return 5000
            def get_maxstep(self, request): return 5000
            def get_position(self, request):
                if not self.get_ismoving(request): self.place = self.target
                return self.place
            def get_stepsize(self, request): return 1.5
            def get_temperature(self, request): return 4.5
            def get_tempcomp(self, request): return False
            def get_tempcompavailable(self, request): return False
            def put_move(self, request): self.target, self.ready = request.Position, time.monotonic() + 0.5
            def put_halt(self, request): self.target, self.ready = self.place, 0.0
        class OwnMonitor(Common, SafetyMonitor):
            def get_issafe(self, request): return self.connected
        def made(kind, name):
            # What is left is what these devices do not have: the library's own methods say so.
            kind.__abstractmethods__ = frozenset()
            return kind(name)
        async def nobody(self): pass
        # Others on this machine search at the same port.
        library.DiscoveryServer.start = nobody
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        port = listener.getsockname()[1]
        description = library.Description(
            ServerName="Library", Manufacturer="somebody else", ManufacturerVersion="1", Location="here")
        devices = [made(OwnFocuser, "library-focuser"), made(OwnMonitor, "library-monitor")]
        class Server(uvicorn.Server):
            async def startup(self, sockets=None):
                await super().startup(sockets=sockets)
                print("READY", port, flush=True)
        app = library.AlpacaServer(description, devices).create_app(port)
        Server(uvicorn.Config(app, log_level="error", timeout_keep_alive=300)).run(sockets=[listener])
        """
}
