import AsyncHTTPClient
import NIOCore
import Synchronization

/// The connections of a client, those of urgent calls apart.
///
/// A request goes to an address, never to a name. Encryption needs the name: each encrypted server that has one gets
/// connections of its own, bound to the address that was checked.
final class ClientConnections: Sendable {
    private struct Bound {
        let address: String
        let client: HTTPClient
    }

    private struct Key: Hashable {
        let host: String
        let isUrgent: Bool
    }

    private let ordinary = HTTPClient(configuration: ClientConnections.configuration)
    private let urgent = HTTPClient(configuration: ClientConnections.configuration)
    private let bound = Mutex<[Key: Bound]>([:])

    /// The connections on which to call a server at one of its addresses.
    func client(for server: AlpacaServer, at address: NetworkAddress, isUrgent: Bool) -> HTTPClient {
        guard server.isEncrypted, server.address == nil else { return isUrgent ? urgent : ordinary }
        let key = Key(host: server.host, isUrgent: isUrgent)
        let target = address.urlHost
        let (client, replaced) = bound.withLock { bound in
            if let present = bound[key], present.address == target { return (present.client, HTTPClient?.none) }
            var configuration = Self.configuration
            configuration.dnsOverride = [server.host: target]
            let client = HTTPClient(configuration: configuration)
            let replaced = bound.updateValue(Bound(address: target, client: client), forKey: key)
            return (client, replaced?.client)
        }
        // The name has another address now; what is under way to the old one ends.
        replaced?.shutdown { _ in }
        return client
    }

    /// Closes all of them.
    func shutdown() async throws {
        let clients = bound.withLock { bound in
            defer { bound = [:] }
            return bound.values.map(\.client)
        }
        for client in [ordinary, urgent] + clients { try await client.shutdown() }
    }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // An unreachable server is reported at once; trying again is the poll's business.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Common servers close idle connections after 5 s: closing first avoids writing into a closed one.
        configuration.connectionPool.idleTimeout = .seconds(4)
        // Many devices on one server must not queue behind a slow one.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.timeout.connect = .seconds(5)
        return configuration
    }
}
