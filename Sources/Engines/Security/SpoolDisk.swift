import Glibc
import Kernel

/// Waits for the disk on a thread of its own, so that nobody else does.
actor SpoolDisk {
    private nonisolated let executor = BlockingExecutor(label: "bigskies.audit-spool")

    /// The executor that jobs run on.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Brings what was written to the disk.
    ///
    /// - Parameter descriptor: Of the file; it is closed.
    /// - Returns: False when the disk does not have it.
    func takes(_ descriptor: Int32) -> Bool {
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fdatasync(descriptor) == 0
    }
}
