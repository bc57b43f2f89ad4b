import Glibc
public import Kernel

/// Sockets of this machine that have a path.
public enum LocalSocket {
    /// Connects; a read waits for at most 25 s.
    ///
    /// - Parameter path: The socket.
    /// - Returns: The descriptor, which is the caller's to close.
    /// - Throws: `ServiceError` `unavailable` when nobody listens there.
    public static func connected(to path: String) throws(ServiceError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 25, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafeBytes(of: address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard status == 0 else {
            let reason = errno
            close(descriptor)
            throw ServiceError(.unavailable, "cannot connect to \(path): errno \(reason)")
        }
        return descriptor
    }
}
