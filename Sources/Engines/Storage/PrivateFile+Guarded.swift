import FoundationEssentials
import Glibc
import Kernel

extension PrivateFile {
    private static let sizeLimit = 1 << 20

    /// Reads a small file that nobody but its owner may read; nil when there is none.
    ///
    /// - Parameter path: Its place; a link is followed, and what it leads to is judged.
    /// - Returns: The text.
    /// - Throws: `invalid_request` with the cure when it is no plain file, too large or open to others.
    public static func readGuarded(_ path: String) throws -> String? {
        // Non-blocking, because opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 {
            guard errno != ENOENT else { return nil }
            throw SystemCallError.last.service("cannot read \(path)", cure: "make this user its owner, with mode 0600")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ServiceError(.invalidRequest, "\(path) is no plain file; put the file itself there")
        }
        // What libpq asks of its password file: nothing for group and others.
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw ServiceError(
                .invalidRequest, "\(path) has mode 0\(mode) and others may read it; run: chmod 0600 \(path)")
        }
        return try readAll(descriptor, path)
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= sizeLimit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw SystemCallError.last.service("cannot read \(path)", cure: "look at the file and its disk")
            }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
        throw ServiceError(.invalidRequest, "\(path) is larger than 1 MiB; put the right file there")
    }
}
