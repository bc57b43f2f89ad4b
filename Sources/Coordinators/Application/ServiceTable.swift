import Contracts

/// Where the registry survives a restart; a struct of closures, so that a test needs no database.
struct ServiceTable: Sendable {
    /// Reads all services.
    var load: @Sendable () async throws -> [ServiceEntry]
    /// Writes one service, whether or not it is there already.
    var save: @Sendable (ServiceEntry) async throws -> Void
    /// Writes status and last heartbeat of services that are there; of others nothing.
    var touch: @Sendable ([ServiceEntry]) async throws -> Void
    /// Removes a service.
    var remove: @Sendable (String) async throws -> Void
}
