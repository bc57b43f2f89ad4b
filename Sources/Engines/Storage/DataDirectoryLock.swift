import FoundationEssentials
import Glibc
import Kernel

/// The right to use a data directory: held by one process at a time, and given back by the kernel when it dies.
public final class DataDirectoryLock: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

extension DataDirectory {
    /// Takes the directory for this process, for as long as the returned value lives.
    ///
    /// - Returns: The lock; keep it.
    /// - Throws: `ServiceError` `conflict` that names the process that has it.
    public func lock() throws -> DataDirectoryLock {
        // O_CLOEXEC: a server that outlives us must not keep the lock.
        let descriptor = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw SystemCallError.last.service("cannot open \(lockFile)", cure: "check the rights of \(run)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let refusal = SystemCallError.last
            let holder = holder(descriptor)
            close(descriptor)
            guard refusal.number == EWOULDBLOCK else {
                throw refusal.service("cannot lock \(lockFile)", cure: "use a local file system")
            }
            throw ServiceError(
                .conflict,
                "\(path) is in use by another bigskies (pid \(holder)); stop it first, "
                    + "or choose another directory with --data-dir",
                details: ["pid": .string(holder), "cure": "stop it, or choose another directory with --data-dir"])
        }
        let lock = DataDirectoryLock(descriptor: descriptor)
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw SystemCallError.last.service("cannot write \(lockFile)", cure: "check the space on the disk")
        }
        return lock
    }

    private func holder(_ descriptor: Int32) -> String {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).trimmingCharacters()
            return text.isEmpty ? "unknown" : text
        }
    }
}
