public import Hummingbird
public import Logging
import ServiceLifecycle

extension ApplicationProtocol {
    /// Serves until the task is cancelled: then nobody comes in any more, and whoever is in has to go.
    ///
    /// A cancelled `run()` drops the connections that are just being accepted, and NIO ends the process for each of them
    /// (NIOAsyncWriter.swift, "Deinited NIOAsyncWriter without calling finish()"): a client could end it by connecting at the
    /// wrong moment. A graceful end stops listening first.
    /// - Parameters:
    ///   - connections: The connections of its server, which announce themselves by a `ConnectionAnnouncer`.
    ///   - logger: Where the library says what happens to it.
    /// - Throws: When the address cannot be listened at.
    public func serve(_ connections: OpenConnections, logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: self, successTerminationBehavior: .gracefullyShutdownGroup)], logger: logger)
        // By then everybody who had come in was taken over, and what is still being answered can be cancelled.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        // A boundary that cancellation does not pass. The task ends with the group, which is waited for.
        let serving = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            // It ends as soon as it has told the group.
            Task {
                await group.triggerGracefulShutdown()
                connections.end()
            }
        }
    }
}
