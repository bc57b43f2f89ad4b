import Alpaca
import HTTPServing
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// Serves devices over Alpaca.
public final class AlpacaHTTPServer: Sendable {
    private let configuration: AlpacaServerConfiguration
    private let responder: AlpacaResponder
    private let logger: Logger

    /// Prepares a server; devices are numbered by their position among those of their type.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen.
    ///   - identity: Who the server is.
    ///   - devices: What is served.
    ///   - faults: Deliberate misbehaviour, or nil for none.
    ///   - logger: Where the server says what happens to it.
    public init(
        _ configuration: AlpacaServerConfiguration, identity: AlpacaServerIdentity, devices: [any AlpacaDevice],
        faults: (any ServerFaults)? = nil, logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        responder = AlpacaResponder(
            identity: identity, directory: DeviceDirectory(devices), faults: faults,
            largestBody: configuration.largestBody, logger: logger)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter whenListening: Called once with the TCP port when clients can connect.
    /// - Throws: When the address cannot be listened at.
    public func run(whenListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let (addresses, address) = AsyncStream.makeStream(of: SocketAddress.self)
        try await withThrowingTaskGroup { group in
            group.addTask {
                guard let listening = await addresses.first(where: { _ in true }) else { return }
                await whenListening(listening.port ?? self.configuration.port)
                await self.answerSearches(listening)
            }
            defer { group.cancelAll() }
            try await serve { address.yield($0) }
        }
    }

    private func serve(_ whenListening: @escaping @Sendable (SocketAddress) -> Void) async throws {
        // The library tells of its own start at `info`, and of every end in good order as an error; what is wrong it throws.
        var quiet = logger
        quiet.logLevel = .critical
        let connections = OpenConnections()
        let application = Application(
            responder: responder, server: .alpaca(configuration, connections),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.mostConnections)),
            onServerRunning: { channel in
                // Connections are accepted when this has returned.
                if let address = channel.localAddress { whenListening(address) }
            }, logger: quiet)
        try await application.serve(connections, logger: quiet)
    }

    private func answerSearches(_ listening: SocketAddress) async {
        guard let port = configuration.discoveryPort else { return }
        await DiscoveryResponder(
            port: port, listening: listening, isLocalOnly: configuration.isLocalOnly, logger: logger
        ).run()
    }
}
