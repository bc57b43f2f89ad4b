import FoundationEssentials
public import Kernel

/// The PyPI package `alpaca-simulators`, somebody else's ten kinds of Alpaca device, on a port of its own.
public struct AlpacaSimulators: Sendable {
    private let server: PythonServer

    private init(server: PythonServer) { self.server = server }

    /// Starts the simulators with their devices as they come, changed where told.
    ///
    /// - Parameter changes: Per type of device, the configuration values of device 0 to change, such as
    ///   `["telescope": ["slew_rate": 1]]`.
    /// - Returns: The simulators, ready.
    /// - Throws: `ServiceError` when the package is not installed or does not start.
    public static func start(_ changes: [String: JSONValue] = [:]) async throws -> AlpacaSimulators {
        let python = try interpreter()
        let server = PythonServer(
            python: python, script: script, arguments: [try WireJSON.text(JSONValue.object(changes))])
        try await server.start()
        return AlpacaSimulators(server: server)
    }

    /// The address to attach devices of.
    public var url: String {
        get async { "http://127.0.0.1:\(await server.port)" }
    }

    /// Ends the simulators at once; their state is lost, as at a power cut.
    public func stop() async { await server.stop() }

    /// Starts them again on the same port.
    public func start() async throws { try await server.start() }

    /// Makes them hang with their sockets open.
    public func pause() async { await server.pause() }

    /// Lets paused ones go on.
    public func resume() async { await server.resume() }

    private static func interpreter() throws -> String {
        let python = try Program.python()
        let program = python.replacing("/bin/python", with: "/bin/alpaca-simulators")
        guard FileManager.default.fileExists(atPath: program) else {
            throw ServiceError(.unavailable, "no \(program): run configs/test.sh")
        }
        return python
    }

    private static let script = """
        import asyncio, json, os, socket, tempfile
        from pathlib import Path
        import yaml
        import alpaca_simulators.config as configuration
        folder = tempfile.mkdtemp()
        values = yaml.safe_load((configuration.CONFIG_DIR / "template.yaml").read_text())
        for kind, changes in json.loads(sys.argv[2]).items():
            values["devices"][kind][0].update(changes)
        path = os.path.join(folder, "config.yaml")
        Path(path).write_text(yaml.safe_dump(values))
        os.environ["ASTRA_SIMULATORS_CONFIG"] = path
        import uvicorn
        from alpaca_simulators.main import app
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        class Server(uvicorn.Server):
            async def startup(self, sockets=None):
                await super().startup(sockets=sockets)
                print("READY", listener.getsockname()[1], flush=True)
        Server(uvicorn.Config(app, log_level="error", timeout_keep_alive=300)).run(sockets=[listener])
        """
}
