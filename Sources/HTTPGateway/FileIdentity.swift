import Glibc

/// What tells one file from another, and from itself after a change.
struct FileIdentity: Sendable, Equatable, CustomStringConvertible {
    let device: UInt64
    let number: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    var description: String { "\(device)/\(number)/\(size)/\(seconds).\(nanoseconds)" }
}
