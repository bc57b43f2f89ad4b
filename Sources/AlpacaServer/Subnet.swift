import NIOCore

/// A network that the machine is part of.
struct Subnet: Sendable, Hashable {
    private let address: [UInt8]
    private let mask: [UInt8]

    /// The network of an address of the machine; nil when it has none.
    init?(_ address: SocketAddress?, mask: SocketAddress?) {
        guard let address = address?.bytes, let mask = mask?.bytes, address.count == mask.count else { return nil }
        self.address = address
        self.mask = mask
    }

    /// Whether the machine has this very address in the network.
    func isOf(_ own: [UInt8]) -> Bool { address == own }

    /// Whether an address belongs to the network.
    func contains(_ other: [UInt8]) -> Bool {
        guard other.count == address.count else { return false }
        return address.indices.allSatisfy { (address[$0] ^ other[$0]) & mask[$0] == 0 }
    }
}

extension SocketAddress {
    /// The 4 or 16 bytes of the IP address; nil for a path.
    var bytes: [UInt8]? {
        switch self {
        // sockaddr_in: family, port, address; sockaddr_in6: family, port, flow, address (netinet/in.h).
        case .v4(let address): withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
        case .v6(let address): withUnsafeBytes(of: address.address) { Array($0[8..<24]) }
        case .unixDomainSocket: nil
        }
    }
}
