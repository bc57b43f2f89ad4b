/// One thread for hashing: bcrypt takes tens of milliseconds, which the cooperative pool does not have.
actor BcryptWorker {
    private let executor = YieldingExecutor()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Hashes; see `Bcrypt.hash`.
    func hash(_ password: String, setting: String) -> String? {
        Bcrypt.hash(password, setting: setting)
    }
}
