import Glibc
import Kernel

/// Asks the system for the addresses of a host name; on an executor of its own, because getaddrinfo blocks.
public actor AddressResolver {
    private nonisolated let executor = BlockingExecutor(label: "bigskies.alpaca.resolver")

    /// The executor of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes a resolver that asks one name after the other.
    public init() {}

    /// The addresses of a host; none when it is not known.
    public func addresses(of host: String) -> [NetworkAddress] {
        if let address = NetworkAddress(host) { return [address] }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = list
        while let entry = next {
            if let address = Self.address(entry.pointee), !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    // getaddrinfo gives an address of the length that belongs to its family (getaddrinfo(3)).
    private static func address(_ entry: addrinfo) -> NetworkAddress? {
        guard let raw = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            var address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            return NetworkAddress(bytes: withUnsafeBytes(of: &address) { Array($0) })
        case AF_INET6:
            let socket = raw.loadUnaligned(as: sockaddr_in6.self)
            var address = socket.sin6_addr
            let zone = socket.sin6_scope_id == 0 ? nil : String(socket.sin6_scope_id)
            return NetworkAddress(bytes: withUnsafeBytes(of: &address) { Array($0) }, zone: zone)
        default: return nil
        }
    }
}
