public import Alpaca
public import AlpacaServer
import AstrometryEngines
import Glibc
import Kernel
public import Logging
import NIOCore
public import Simulator

/// A simulated observatory that is served until a signal ends it.
public struct Simulation: Sendable {
    private let observatory: SimulatedObservatory
    private let place: AlpacaServerConfiguration
    private let logger: Logger
    private let tell: @Sendable (String) -> Void

    /// Builds an observatory.
    ///
    /// - Parameters:
    ///   - configuration: What it is made of; its identity is added here.
    ///   - place: Where it listens.
    ///   - faults: What goes wrong from the start.
    ///   - logger: Where parts log.
    ///   - tell: Says something to the operator at the terminal.
    /// - Throws: `ServerExit` when a device cannot have a fault.
    public init(
        _ configuration: SimulatorConfiguration, at place: AlpacaServerConfiguration,
        faults: [(AlpacaDeviceType, FaultKind)] = [], logger: Logger, tell: @escaping @Sendable (String) -> Void
    ) throws {
        var configuration = configuration
        // On any free port nobody finds the same observatory again.
        let name = place.port == 0 ? Identifier.unique() : "\(place.port)"
        configuration.identity = "\(MachineIdentity.text())/\(name)/\(configuration.seed)"
        observatory = SimulatedObservatory(configuration)
        self.place = place
        self.logger = logger
        self.tell = tell
        for (type, fault) in faults {
            do {
                try observatory.set(fault, of: type, to: true)
            } catch {
                throw ServerExit(.usage, error.message)
            }
        }
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: `ServerExit` with the exit code and what the operator can do.
    public func run() async throws {
        do {
            try await SignalEnd.awaited(logger: logger) {
                try await observatory.server(at: place, logger: logger).run { port in announce(port) }
            }
        } catch is CancellationError {
            return
        } catch {
            throw Self.exit(for: error, at: place)
        }
    }

    private func announce(_ port: Int) {
        let address = "http://\(place.host.contains(":") ? "[\(place.host)]" : place.host):\(port)"
        let site = observatory.configuration.place
        tell("the simulated observatory listens on \(address)")
        tell("it stands at latitude \(site.latitude), longitude \(site.longitude), elevation \(site.elevation) m")
        tell("its pages, with faults to switch on, are at \(address)/setup")
        if let discovery = place.discoveryPort { tell("clients that search on UDP port \(discovery) find it") }
    }

    /// The exit code and message when a simulated observatory cannot be served.
    static func exit(for error: any Error, at place: AlpacaServerConfiguration) -> ServerExit {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            ServerExit(
                .unavailable,
                "port \(place.port) at \(place.host) is taken: choose another with --port, or --port 0 for any")
        case let error as IOError where error.errnoCode == EACCES:
            ServerExit(.noPermission, "port \(place.port) needs rights: choose one above 1023 with --port")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            ServerExit(
                .unavailable, "\(place.host) is no address of this machine: choose another with --host")
        default: Server.exit(for: error)
        }
    }
}

extension SimulatedObservatory {
    /// The server of an observatory.
    func server(at place: AlpacaServerConfiguration, logger: Logger) -> AlpacaHTTPServer {
        let site = configuration.place
        return AlpacaHTTPServer(
            place,
            identity: AlpacaServerIdentity(
                name: "Simulated Observatory", manufacturer: "bigskies", version: Version.current,
                location: "latitude \(site.latitude), longitude \(site.longitude)"),
            devices: devices, faults: self, logger: logger)
    }
}
