import AsyncHTTPClient
import Foundation
import Kernel
import NIOCore
import NIOHTTP1
import Support

/// Reads of one property per second from a server of Alpaca devices, beside two in Python.
///
/// One client asks all of them in the same way: 16 connections that stay open, one request at a time on each.
struct AlpacaServerBenchmark: Benchmark {
    let name = "alpaca-server"

    func rows(_ race: Race) async throws -> [Row] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bsbench-" + Identifier.hex(8))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in /tmp is no reason to fail
        let log = folder.appending(path: "log").path
        let ours = try await Served.started(
            try Companion.sibling("bigskies"), { ["simulate", "--no-discovery", "--port", "\($0)"] }, log: log)
        var rows: [Row] = []
        do {
            rows += try await self.rows(
                race, ours, "telescope/0/rightascension", "alpaca-simulators", Self.simulators(folder), log)
            rows += try await self.rows(
                race, ours, "safetymonitor/0/issafe", "python-alpaca-server", Self.pythonServer, log)
        } catch {
            await ours.program.stop()
            throw error
        }
        await ours.program.stop()
        return rows
    }

    private func rows(
        _ race: Race, _ ours: Served, _ path: String, _ name: String, _ script: String, _ log: String
    ) async throws -> [Row] {
        let load = AlpacaLoad(path: "/api/v1/" + path, connections: 16, duration: .seconds(3))
        // A peer that does not start is a note in its rows.
        let theirs = race.withPeers ? await Served.capture(try Program.python(), script, log: log) : nil
        func peer(_ figure: @escaping @Sendable (Served) async throws -> Double) -> Race.Peer? {
            theirs.map { theirs in Race.Peer(name: name) { try await figure(try theirs.get()) } }
        }
        let what = "Alpaca server, GET \(path.split(separator: "/").last ?? "")"
        let rows = [
            try await race.row(
                "\(what), 16 connections", unit: "/s", target: .atLeast(20_000),
                peer: peer { try await load.run(port: $0.port).perSecond }
            ) { try await load.run(port: ours.port).perSecond },
            try await race.row(
                "\(what), p99", unit: "ms", target: .atMost(2), peer: peer { try await load.run(port: $0.port).p99 }
            ) { try await load.run(port: ours.port).p99 },
            try await race.row(
                "\(what), memory resident after it", unit: "MB", target: .atMost(40),
                peer: peer { try $0.megabytes() }
            ) { try ours.megabytes() },
        ]
        if let theirs, case .success(let served) = theirs { await served.program.stop() }
        return rows
    }

    private static func simulators(_ folder: URL) -> String {
        """
        import os, shutil, sys
        import alpaca_simulators.config as configuration
        os.environ["ASTRA_SIMULATORS_CONFIG"] = path = "\(folder.path)/config.yaml"
        shutil.copy(configuration.CONFIG_DIR / "template.yaml", path)
        import uvicorn
        from alpaca_simulators.main import app
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", timeout_keep_alive=300)
        """
    }

    private static let pythonServer = """
        import sys, uvicorn
        from python_alpaca_server.app import AlpacaServer, Description
        from python_alpaca_server.devices.safetymonitor import SafetyMonitor
        class Monitor(SafetyMonitor):
            def get_issafe(self, req): return True
            def get_interfaceversion(self, req): return 3
            def get_connected(self, req): return True
            def put_connected(self, req): pass
        def missing(self, req): return ""
        for name in Monitor.__abstractmethods__: setattr(Monitor, name, missing)
        Monitor.__abstractmethods__ = frozenset()
        port = int(sys.argv[1])
        describe = lambda: Description(ServerName="", Manufacturer="", ManufacturerVersion="", Location="")
        app = AlpacaServer(describe, [Monitor("benchmark")]).create_app(port)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", timeout_keep_alive=300)
        """
}

/// A server that has been started to be asked.
private struct Served: Sendable {
    let program: Companion
    let port: Int

    /// Starts a server and waits until its devices are connected.
    static func started(
        _ program: String, _ arguments: (Int) -> [String], log: String
    ) async throws -> Served {
        let port = Int.random(in: 20_000..<30_000)
        let companion = try await Companion.started(program, arguments(port), log: log)
        let served = Served(program: companion, port: port)
        for _ in 0..<600 {
            // Until it listens there is nobody to refuse or accept.
            if (try? await served.connect()) != nil { return served }
            try await Task.sleep(for: .milliseconds(100))
        }
        await companion.stop()
        throw ServiceError(.unavailable, "\(program) did not answer")
    }

    /// Starts a server in Python, or tells why not.
    static func capture(
        _ python: @autoclosure () throws -> String, _ script: String, log: String
    ) async -> Result<Served, any Error> {
        do {
            return .success(try await started(try python(), { ["-c", script, "\($0)"] }, log: log))
        } catch {
            return .failure(error)
        }
    }

    /// The memory that its process has.
    func megabytes() throws -> Double { try IdleBenchmark.megabytes(program.pid) }

    private func connect() async throws {
        for type in ["telescope", "safetymonitor"] {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/\(type)/0/connected")
            request.method = .PUT
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: "Connected=true&ClientID=1&ClientTransactionID=1"))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
            _ = try await response.body.collect(upTo: 1 << 20)
        }
    }
}
