import FoundationEssentials
public import Kernel
import Logging
import Postgres

extension AppSecurityEngine {
    /// Makes a new signing key when the newest is older than the policy says, and deletes those that nothing depends on.
    ///
    /// Every node hears of the new key when it is made, and it signs from some seconds later on; the one before it stays
    /// believed until the longest token that it can have signed has ended.
    /// - Throws: When the database is away.
    public func renewSigningKeys() async throws(ServiceError) {
        let (lifetime, date, secrets) = (policy.signingKeyLifetime, time.date(), secrets)
        let isNew = try await database.transaction { transaction in
            try await AdvisoryLock.signingKeys.take(in: transaction)
            return try await SigningKeys.renew(in: transaction, with: secrets, lifetime: lifetime, at: date)
        }
        if isNew { logger.notice("a new signing key was made, the one before it is retired") }
    }

    /// Looks again for keys that this node misses: an operator may have brought the key file by now.
    ///
    /// - Throws: When the database is away.
    public func lookForMissingKeys() async throws {
        guard !gatekeeper.snapshot.missingKeys.isEmpty else { return }
        try await gatekeeper.reload()
    }
}
