import CMosquitto
import Glibc

/// Ends a `poll` from another thread.
final class Wakeup: Sendable {
    /// The descriptor to poll for reading.
    let descriptor: Int32

    /// Makes the descriptor.
    init() {
        // Without descriptors left the value is -1: poll ignores it and its time-outs bound the delay.
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    }

    deinit { close(descriptor) }

    /// Ends the poll that waits, or the next one.
    func signal() {
        var one: UInt64 = 1
        // A full counter means that the signal is already there.
        _ = write(descriptor, &one, 8)
    }

    /// Takes the signals that have come.
    func clear() {
        var count: UInt64 = 0
        // An empty counter means that there was none.
        _ = read(descriptor, &count, 8)
    }
}
