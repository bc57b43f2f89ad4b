import Kernel

/// One thread for hashing: bcrypt takes tens of milliseconds, which the cooperative pool does not have.
actor BcryptWorker {
    private let executor: BlockingExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Makes a worker; the label shows in debuggers.
    init(label: String) {
        executor = BlockingExecutor(label: label)
    }

    /// Hashes; see `Bcrypt.hash`.
    func hash(_ password: String, setting: String) -> String? {
        Bcrypt.hash(password, setting: setting)
    }
}
