import Glibc

/// Ends a wait in `poll` from another thread: a socket to oneself.
final class WakeUp: Sendable {
    /// The end to wait for.
    let descriptor: Int32
    private let signalling: Int32

    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(bitPattern: SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw PostgresError(.connection, "no file descriptor is left")
        }
        descriptor = ends[0]
        signalling = ends[1]
    }

    deinit {
        close(descriptor)
        close(signalling)
    }

    /// Ends the wait that is going on, or the next one.
    func signal() {
        // A full buffer is a signal too.
        _ = write(signalling, [1], 1)
    }

    /// Takes the signals that have come.
    func clear() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { bytes in
            while read(descriptor, bytes.baseAddress, bytes.count) == bytes.count {}
        }
    }
}
