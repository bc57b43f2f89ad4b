import FoundationEssentials
import Glibc
import Kernel

/// The file in which a node remembers the end of its chain, held open: it is written on the way of every change.
struct AuditHeadFile: ~Copyable {
    /// Always this long, filled up with spaces: one write in one page is read whole or not at all.
    private static let length = 512

    private let descriptor: Int32

    /// Opens or makes the file, readable by its owner only.
    ///
    /// - Parameter path: Where it is.
    /// - Throws: `internal` naming the file and the reason.
    init(path: String) throws(ServiceError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw ServiceError(.internal, "cannot open \(path): \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// Writes the end of the chain over the one before.
    ///
    /// - Parameter head: The end of the chain.
    /// - Returns: False when the file could not take it.
    func write(_ head: AuditHead) -> Bool {
        // Only a name longer than any node has would not fit.
        guard var bytes = try? WireJSON.encode(head), bytes.count < Self.length else { return false }
        bytes.append(Data(repeating: UInt8(ascii: " "), count: Self.length - 1 - bytes.count))
        bytes.append(UInt8(ascii: "\n"))
        let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        return written == Self.length && ftruncate(descriptor, off_t(Self.length)) == 0
    }
}
