import Crypto
import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The table of signing keys; who writes to it holds `AdvisoryLock.signingKeys`.
enum SigningKeys {
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
        let reader = SigningKeyReader(keeper)
        let sealed = try await transaction.query("select kid, sealed_secret, retired_at from signing_keys")
        for row in sealed { _ = try reader.open(try row.decode(0), try row.decode(1)) }
        let signing = try sealed.contains { try $0.decode(2, as: Date?.self) == nil }
        if !signing { try await make(in: transaction, with: keeper, at: date) }
    }

    /// Makes a key.
    static func make(in transaction: PostgresTransaction, with keeper: SecretKeeper, at date: Date) async throws {
        let key = SigningKey.random()
        let sealed = try keeper.seal(key.secret.withUnsafeBytes { Data($0) }, for: place(of: key.id))
        try await transaction.execute(
            "insert into signing_keys (kid, sealed_secret, created_at) values (\(key.id), \(sealed.text), \(date))")
    }
}
