public import FoundationEssentials
public import Postgres
public import Secrets

/// The secrets of an installation as a whole.
public enum InstallationSecrets {
    /// Seals what lies open, makes the first signing key, and sees that the keys fit what is there.
    ///
    /// Every node calls this at its start. However many do at once, one after the other is asked for its keys: the first
    /// may make them, and the others find what was sealed under them.
    /// - Parameters:
    ///   - pool: The installation's database.
    ///   - date: The time.
    ///   - keys: Finds the node's keys, knowing which are in use.
    /// - Returns: What `keys` found.
    /// - Throws: What `keys` throws, `ServiceError` when a signing key does not open, and what the database throws.
    public static func settle(
        in pool: PostgresPool, at date: Date, _ keys: @escaping @Sendable (KeysInUse) throws -> SecretKeeper
    ) async throws -> SecretKeeper {
        try await pool.withTransaction { transaction in
            try await AdvisoryLock.signingKeys.take(in: transaction)
            let keeper = try keys(try await KeysInUse.read(in: transaction))
            try await SigningKeys.settle(in: transaction, with: keeper, at: date)
            return keeper
        }
    }
}
