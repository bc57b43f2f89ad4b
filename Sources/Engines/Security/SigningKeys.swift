import Crypto
import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The table of signing keys; who writes to it holds `AdvisoryLock.signingKeys`.
enum SigningKeys {
    /// What a reader wants to know of each key.
    static let columns: SQL = "select kid, sealed_secret, created_at, retired_at from signing_keys"

    /// Where a key is sealed for.
    static func place(of id: String) -> String { "signing_keys/\(id)" }

    /// Seals the keys that lie open, makes one when none signs, and opens all of them.
    ///
    /// - Throws: `ServiceError` when one does not open.
    static func settle(
        in transaction: PostgresTransaction, with keeper: SecretKeeper, at date: Date
    ) async throws {
        let open = try await transaction.query("select kid, secret from signing_keys where secret is not null")
        for row in open {
            let id: String = try row.decode(0)
            let sealed = try keeper.seal(try row.decode(1), for: place(of: id))
            // Whoever has an old copy of the database has the key, so it signs no longer.
            try await transaction.execute(
                """
                update signing_keys set sealed_secret = \(sealed.text), secret = null,
                    retired_at = coalesce(retired_at, \(date)::timestamptz)
                where kid = \(id)
                """)
        }
        let rows = try await transaction.query(columns)
        let (keys, missing) = try SigningKeyReader(keeper).read(rows)
        if let id = missing.first {
            throw ServiceError(.unavailable, "the key \(id) is not in the key file", details: ["key_id": .string(id)])
        }
        if keys.allSatisfy({ $0.retiredAt != nil }) { try await make(in: transaction, with: keeper, at: date) }
    }

    /// Makes a key that begins to sign soon after a time, and retires the others as soon as it does.
    static func rotate(in transaction: PostgresTransaction, with keeper: SecretKeeper, at date: Date) async throws {
        let end = date.addingTimeInterval(SigningKey.settling.seconds)
        try await transaction.execute(
            "update signing_keys set retired_at = \(end) where retired_at is null or retired_at > \(end)")
        try await make(in: transaction, with: keeper, at: date)
    }

    /// Makes a key that signs at once and forgets all others: nobody believes what they signed.
    static func replace(in transaction: PostgresTransaction, with keeper: SecretKeeper, at date: Date) async throws {
        try await transaction.execute("delete from signing_keys")
        try await make(in: transaction, with: keeper, at: date)
    }

    /// Rotates when the newest key is older than its lifetime, and deletes those whose last token has ended.
    ///
    /// - Returns: Whether there is a new key.
    static func renew(
        in transaction: PostgresTransaction, with keeper: SecretKeeper, lifetime: Duration, at date: Date
    ) async throws -> Bool {
        let gone = date.addingTimeInterval(-Revocation.longestToken.seconds)
        let due = try await transaction.query("select 1 from signing_keys where retired_at < \(gone) limit 1")
        // Deleting announces a change to every node, so nothing is deleted when nothing is due.
        if !due.isEmpty { try await transaction.execute("delete from signing_keys where retired_at < \(gone)") }
        let young = date.addingTimeInterval(-lifetime.seconds)
        let fresh = try await transaction.query("select 1 from signing_keys where created_at > \(young) limit 1")
        guard fresh.isEmpty else { return false }
        try await rotate(in: transaction, with: keeper, at: date)
        return true
    }

    private static func make(
        in transaction: PostgresTransaction, with keeper: SecretKeeper, at date: Date
    ) async throws {
        let key = SigningKey.random()
        let sealed = try keeper.seal(key.secret.withUnsafeBytes { Data($0) }, for: place(of: key.id))
        try await transaction.execute(
            "insert into signing_keys (kid, sealed_secret, created_at) values (\(key.id), \(sealed.text), \(date))")
    }
}
