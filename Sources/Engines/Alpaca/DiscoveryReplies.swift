import Synchronization

/// The servers that replied to a search: bounded, and only where servers may be.
///
/// A reply names a port only; the host is the one that it came from. Nobody can make us call somebody else.
final class DiscoveryReplies: Sendable {
    // Far more replies than any observatory has servers is noise, and so are many ports of one host.
    private static let most = 64
    private static let mostPerHost = 8

    private struct Place: Hashable {
        let address: NetworkAddress
        let port: Int
    }

    private let places = Mutex<[Place]>([])
    private let networks: AllowedNetworks

    init(_ networks: AllowedNetworks) { self.networks = networks }

    /// Takes a reply.
    func add(_ sender: NetworkAddress, port: Int) {
        guard networks.contains(sender) else { return }
        let place = Place(address: sender, port: port)
        places.withLock { places in
            guard places.count < Self.most, !places.contains(place),
                places.count(where: { $0.address == sender }) < Self.mostPerHost
            else { return }
            places.append(place)
        }
    }

    /// The servers that replied; of one that has several addresses the one that is known best comes first.
    var servers: [AlpacaServer] {
        let found = places.withLock { $0 }
        let ranked = [\NetworkAddress.isFour, \.isGlobalSix, \.isLinkLocal].flatMap { kind in
            found.filter { $0.address[keyPath: kind] }
        }
        // Made of an address and a port: always one.
        return ranked.compactMap { try? AlpacaServer("http://\($0.address.urlHost):\($0.port)") }
    }
}

extension NetworkAddress {
    fileprivate var isFour: Bool { bytes.count == 4 }
    fileprivate var isGlobalSix: Bool { bytes.count == 16 && !isLinkLocal }
}
