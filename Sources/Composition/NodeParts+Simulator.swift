import Alpaca
import AlpacaServer
import FoundationEssentials
import Kernel
import Logging
import NIOCore
import Simulator
import StorageEngines
import Supervision

extension NodeParts {
    /// The simulated observatory of a node that is to bring one: its server on loopback, and its telescope.
    static func simulator(of node: Node) -> [ChildSpec] {
        guard node.configuration.simulates else { return [] }
        return [
            ChildSpec("simulator", shutdownDeadline: .seconds(5)) {
                let telescope = try await SimulatedTelescope.defined(on: node)
                let observatory = SimulatedObservatory(
                    SimulatorConfiguration(
                        place: try await telescope.place(),
                        identity: "\(MachineIdentity.text())\(node.configuration.directory.path)"),
                    time: node.time)
                let server = try await start(
                    observatory, preferring: try await telescope.lastPort(), logger: node.logger)
                do {
                    try await telescope.attach(at: server.port)
                } catch {
                    server.work.cancel()
                    throw error
                }
                node.context.hints = hints(telescope, server.port)
                return Part(
                    run: {
                        try await withTaskCancellationHandler {
                            try await server.work.value
                        } onCancel: {
                            server.work.cancel()
                        }
                    },
                    stop: {
                        await letGo(telescope, node)
                        server.work.cancel()
                    })
            }
        ]
    }

    // Otherwise the next start would look for devices that are not there yet, and one without the simulator for ever.
    private static func letGo(_ telescope: SimulatedTelescope, _ node: Node) async {
        do {
            try await withDeadline(.seconds(2), "the simulated telescope", time: node.time) {
                try await telescope.disconnect()
            }
        } catch {
            node.logger.debug("the simulated devices stay attached", metadata: ["error": "\(error)"])
        }
    }

    // The port of the last start keeps the devices as they were; somebody else may have it now.
    private static func start(
        _ observatory: SimulatedObservatory, preferring port: Int?, logger: Logger
    ) async throws -> (port: Int, work: Task<Void, any Error>) {
        if let port {
            do {
                return try await listen(observatory, port, logger)
            } catch is IOError {
                logger.debug("the simulator listens elsewhere this time", metadata: ["port": "\(port)"])
            }
        }
        return try await listen(observatory, 0, logger)
    }

    // The task is the server's life; the part that is returned to the supervisor holds it.
    private static func listen(
        _ observatory: SimulatedObservatory, _ port: Int, _ logger: Logger
    ) async throws -> (port: Int, work: Task<Void, any Error>) {
        let listening = Race<Int>()
        let server = observatory.server(at: AlpacaServerConfiguration(port: port), logger: logger)
        let work = Task {
            do {
                try await server.run { port in listening.finish(with: .success(port)) }
                listening.finish(with: .failure(CancellationError()))
            } catch {
                listening.finish(with: .failure(error))
                throw error
            }
        }
        return (try await listening.value(), work)
    }

    private static func hints(_ telescope: SimulatedTelescope, _ port: Int) -> [String] {
        let call = "bigskies call --user admin telescope/"
        let id = "\"telescope_id\":\"\(telescope.id.text)\""
        return [
            "the telescope \(SimulatedTelescope.name) is simulated; faults are at http://127.0.0.1:\(port)/setup",
            "try: \(call)status/get '{\(id)}'",
            "     \(call)control/unpark '{\(id)}'",
            "     \(call)control/slew '{\(id),\"altitude\":60,\"azimuth\":180,\"wait\":true}'",
        ]
    }
}
