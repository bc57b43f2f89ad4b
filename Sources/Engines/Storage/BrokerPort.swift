import Glibc
import Kernel

/// Which port the managed broker listens on.
public enum BrokerPort: Sendable, Equatable {
    /// 1883 when it is free, else the port of last time, else any that is free.
    case automatic
    /// This one; when it is taken, that is an error.
    case fixed(Int)

    /// The port that MQTT clients try when none is named.
    static let usual = 1883

    /// Chooses a free port.
    ///
    /// - Parameters:
    ///   - remembered: The port of last time, so that clients find the broker again.
    ///   - usual: The port to prefer.
    /// - Returns: A port that was free a moment ago.
    /// - Throws: `ServiceError` `unavailable` when the configured port is taken or there is none at all.
    func choose(remembered: Int?, usual: Int = BrokerPort.usual) throws -> Int {
        switch self {
        case .fixed(let port):
            guard (1...65535).contains(port) else {
                throw ServiceError(.invalidRequest, "\(port) is no port; set mqtt.broker_port to 1...65535")
            }
            guard Self.isFree(port) else {
                throw ServiceError(
                    .unavailable,
                    "port \(port) of the broker is configured and taken by another program; stop that program, "
                        + "set mqtt.broker_port to another port, or remove the line to have one chosen")
            }
            return port
        case .automatic:
            if let port = [usual, remembered].compactMap({ $0 }).first(where: Self.isFree) { return port }
            for _ in 0..<20 {
                if let port = Self.anyFree(), Self.isFree(port) { return port }
            }
            throw ServiceError(.unavailable, "no port is free on the loopback interface")
        }
    }

    /// Whether nobody listens on a port of the loopback interface, in either family: a client that is told `localhost`
    /// tries both.
    static func isFree(_ port: Int) -> Bool {
        guard let number = UInt16(exactly: port), number > 0 else { return false }
        return bindIPv4(number) != nil && isFreeIPv6(number)
    }

    private static func anyFree() -> Int? { bindIPv4(0).map(Int.init) }

    /// Binds and lets go again; the port that was given.
    private static func bindIPv4(_ port: UInt16) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withSocket(AF_INET) { descriptor in
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                        && getsockname(descriptor, $0, &length) == 0
                }
            }
            return bound ? UInt16(bigEndian: address.sin_port) : nil
        }
    }

    private static func isFreeIPv6(_ port: UInt16) -> Bool {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        let isTaken = withSocket(AF_INET6) { descriptor in
            var only: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &only, socklen_t(MemoryLayout<Int32>.size))
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0 && listen(descriptor, 1) == 0
                }
            }
            // A machine without IPv6 has nobody listening there.
            return !bound && errno == EADDRINUSE ? true : nil
        }
        return isTaken == nil
    }

    private static func withSocket<Value>(_ family: Int32, _ body: (Int32) -> Value?) -> Value? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // As the broker does: connections of an earlier broker that still fade away do not count.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        return body(descriptor)
    }
}
