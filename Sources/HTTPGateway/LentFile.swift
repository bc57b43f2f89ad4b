import Glibc
import Kernel
import NIOCore

/// An open file, read piece by piece on an executor of its own because reading blocks; closed with its last user.
actor LentFile {
    /// How much is read at a time.
    static let piece = 256 << 10

    /// Which file it is.
    nonisolated let identity: FileIdentity
    private nonisolated let executor = BlockingExecutor(label: "bigskies.downloads")
    private let descriptor: Int32

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a file below a directory, step by step: no step may be a link, and it must be an ordinary file.
    ///
    /// - Parameters:
    ///   - steps: The way to it; names without slashes.
    ///   - directory: Where the way begins; may be a link itself.
    /// - Throws: `not_found`.
    init(_ steps: [String], below directory: String) throws(ServiceError) {
        let missing = ServiceError(.notFound, "there is no such file")
        guard let name = steps.last else { throw missing }
        var place = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for step in steps.dropLast() where place >= 0 {
            let next = openat(place, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(place)
            place = next
        }
        guard place >= 0 else { throw missing }
        // O_NONBLOCK: opening a pipe must not wait for its other end.
        let descriptor = openat(place, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        close(place)
        guard descriptor >= 0 else { throw missing }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw missing
        }
        self.descriptor = descriptor
        identity = FileIdentity(status)
    }

    deinit { close(descriptor) }

    /// Reads some bytes.
    ///
    /// - Parameters:
    ///   - offset: Where to begin.
    ///   - count: How many at most; a piece is the most there is.
    /// - Returns: The bytes; none at the end of the file.
    /// - Throws: `unavailable` when the disk does not give them.
    func read(at offset: Int, _ count: Int) throws(ServiceError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: min(count, Self.piece))
        let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { space in
            max(pread(descriptor, space.baseAddress, min(space.count, count), offset), 0)
        }
        guard got > 0 || count == 0 else { throw ServiceError(.unavailable, "the file cannot be read") }
        return buffer
    }
}
