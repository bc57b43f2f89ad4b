import Kernel
import Synchronization

/// Knows to which addresses requests may go: every one was checked, and the connection is made to the one checked.
///
/// A name is asked of the system now and then; a name that changes its address to one outside is refused.
final class AddressBook: Sendable {
    private struct Entry {
        var addresses: [NetworkAddress]
        var validUntil: Duration
    }

    private struct State {
        var networks: AllowedNetworks
        var entries: [String: Entry] = [:]
    }

    private static let validity = Duration.seconds(30)
    private static let mostNames = 256

    private let state: Mutex<State>
    private let time: TimeSource
    private let lookUp: @Sendable (String) async -> [NetworkAddress]

    init(
        _ networks: AllowedNetworks, time: TimeSource,
        lookUp: @escaping @Sendable (String) async -> [NetworkAddress] = AddressBook.ask
    ) {
        state = Mutex(State(networks: networks))
        self.time = time
        self.lookUp = lookUp
    }

    /// Takes other networks; they count from the next request.
    func allow(_ networks: AllowedNetworks) { state.withLock { $0.networks = networks } }

    /// The addresses of a server that may be called, in the order in which to try them.
    ///
    /// - Throws: `AlpacaError`: `outside` when there is none, `unreachable` when the name is not known.
    func addresses(of server: AlpacaServer) async throws(AlpacaError) -> [NetworkAddress] {
        if let address = server.address {
            guard state.withLock({ $0.networks.contains(address) }) else { throw .outside }
            return [address]
        }
        let addresses = await named(server.host)
        guard !addresses.isEmpty else {
            throw .unreachable(ServiceError(.unavailable, "the host is not known"))
        }
        let networks = state.withLock { $0.networks }
        let allowed = addresses.filter { networks.contains($0) }
        guard !allowed.isEmpty else { throw .outside }
        return allowed
    }

    /// Tells that an address of a name did not answer: it is tried last from now on.
    func failed(_ address: NetworkAddress, of server: AlpacaServer) {
        state.withLock { state in
            guard var entry = state.entries[server.host], let index = entry.addresses.firstIndex(of: address) else {
                return
            }
            entry.addresses.append(entry.addresses.remove(at: index))
            state.entries[server.host] = entry
        }
    }

    // A resolver of its own for each name: one that the network does not answer for holds up no other.
    @Sendable private static func ask(_ host: String) async -> [NetworkAddress] {
        let resolver = AddressResolver()
        return await resolver.addresses(of: host)
    }

    private func named(_ host: String) async -> [NetworkAddress] {
        let now = time.now()
        if let entry = state.withLock({ $0.entries[host] }), now < entry.validUntil { return entry.addresses }
        // Most Alpaca devices speak IPv4 only, also where a name has addresses of both kinds.
        let found = await lookUp(host).sorted { $0.bytes.count < $1.bytes.count }
        return state.withLock { state in
            guard !found.isEmpty else {
                // The name service is away; a server whose address is known is not.
                state.entries[host]?.validUntil = now + Self.validity
                return state.entries[host]?.addresses ?? []
            }
            if state.entries.count >= Self.mostNames { state.entries = [:] }
            // What did not answer a moment ago stays behind what did.
            var addresses = (state.entries[host]?.addresses ?? []).filter { found.contains($0) }
            addresses += found.filter { !addresses.contains($0) }
            state.entries[host] = Entry(addresses: addresses, validUntil: now + Self.validity)
            return addresses
        }
    }
}
