import Glibc
import Kernel
import NIOSSL

/// The file with the roots of a private ACME server: looked at before it is read, or a pipe would keep its reader for ever.
enum RootFile {
    /// The largest file that is read; all roots of a system have a quarter of that.
    static let largest = 1 << 20

    /// Reads the roots.
    ///
    /// - Parameter path: Where they are, in PEM.
    /// - Returns: At least one.
    /// - Throws: `invalid_state` with the reason.
    static func certificates(at path: String) throws(ServiceError) -> [NIOSSLCertificate] {
        let pem = try contents(of: path)
        guard !pem.isEmpty else { throw refusal(path, "it has no certificates in PEM") }
        do {
            return try NIOSSLCertificate.fromPEMBytes(pem)
        } catch {
            throw refusal(path, "it has no certificates in PEM", cause: error)
        }
    }

    private static func contents(of path: String) throws(ServiceError) -> [UInt8] {
        // O_NONBLOCK: opening a pipe must not wait for its other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw refusal(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw refusal(path, "it is no ordinary file")
        }
        guard status.st_size <= largest else { throw refusal(path, "it has more than \(largest) bytes") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { space in
                let rest = UnsafeMutableRawBufferPointer(rebasing: space[count...])
                return pread(descriptor, rest.baseAddress, rest.count, count)
            }
            guard got >= 0 else { throw refusal(path, String(cString: strerror(errno))) }
            // It became shorter meanwhile.
            guard got > 0 else { break }
            count += got
        }
        return Array(bytes.prefix(count))
    }

    private static func refusal(_ path: String, _ reason: String, cause: (any Error)? = nil) -> ServiceError {
        ServiceError(
            .invalidState, "acme_root_file \(path) cannot be used: \(reason)",
            details: ["config_key": "acme_root_file", "cure": "name a file with roots in PEM, or none"], cause: cause)
    }
}
