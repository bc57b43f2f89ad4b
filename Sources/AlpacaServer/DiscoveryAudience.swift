import NIOCore

/// Who is answered: only those who can then reach the server.
struct DiscoveryAudience: Sendable {
    private enum Reach {
        /// The server listens at every address.
        case everywhere
        /// The server listens at a loopback address.
        case loopback
        /// The server listens at one address.
        case at([UInt8])
    }

    private let reach: Reach
    private let isLocalOnly: Bool
    /// Whether clients can come over IPv4.
    let isOnIPv4: Bool
    /// Whether clients can come over IPv6.
    let isOnIPv6: Bool

    /// Describes who can reach a server.
    ///
    /// - Parameters:
    ///   - listening: Where it listens.
    ///   - isLocalOnly: Whether only the machine's own networks count.
    init(listening: SocketAddress, isLocalOnly: Bool) {
        let bytes = listening.bytes ?? []
        let isAny = bytes.allSatisfy { $0 == 0 }
        reach = isAny ? .everywhere : Self.isLoopback(bytes) ? .loopback : .at(bytes)
        self.isLocalOnly = isLocalOnly
        isOnIPv6 = bytes.count == 16
        // A socket at `::` takes both kinds.
        isOnIPv4 = bytes.count == 4 || isAny
    }

    /// Whether a client is answered.
    ///
    /// - Parameters:
    ///   - source: Where it asks from.
    ///   - subnets: The machine's networks.
    /// - Returns: Whether it can reach the server and is near enough.
    func admits(_ source: SocketAddress, _ subnets: [Subnet]) -> Bool {
        guard let source = source.bytes else { return false }
        switch reach {
        case .loopback: return Self.isLoopback(source)
        case .everywhere: return !isLocalOnly || subnets.contains { $0.contains(source) }
        case .at(let own):
            guard !Self.isLoopback(source) else { return false }
            return !isLocalOnly || subnets.contains { $0.isOf(own) && $0.contains(source) }
        }
    }

    private static func isLoopback(_ bytes: [UInt8]) -> Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }
}
