import Glibc
import NIOCore

extension NetworkAddress {
    /// The address of a socket, with the zone that a link-local one was seen in; nil when it is no IP address.
    init?(_ socket: SocketAddress) {
        let bytes: ([UInt8], UInt32) = socket.withSockAddr { address, size in
            let raw = UnsafeRawBufferPointer(start: address, count: size)
            // Where the address and the zone are in sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)).
            switch socket.protocol {
            case .inet where size >= 8: return (Array(raw[4..<8]), 0)
            case .inet6 where size >= 28:
                return (Array(raw[8..<24]), raw.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
            default: return ([], 0)
            }
        }
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        // By name where it has one: numbers change when a machine starts again.
        let zone = bytes.1 == 0 ? nil : if_indextoname(bytes.1, &name).map { String(cString: $0) } ?? String(bytes.1)
        self.init(bytes: bytes.0, zone: zone)
    }
}
