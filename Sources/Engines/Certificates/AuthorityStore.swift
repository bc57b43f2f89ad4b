import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The installation's certificate authority in the database: made once, its key sealed.
struct AuthorityStore: Sendable {
    private let database: ServiceDatabase
    private let secrets: SecretKeeper

    /// Opens the store; nothing is read yet.
    init(_ database: ServiceDatabase, secrets: SecretKeeper) {
        self.database = database
        self.secrets = secrets
    }

    /// The authority as it is stored; made when there is none, and in place of one that nobody believes any more or yet.
    ///
    /// However many nodes ask at once, there is one.
    /// - Parameter now: The time.
    /// - Returns: The authority.
    /// - Throws: What a failure of the database means.
    func stored(at now: Date) async throws(ServiceError) -> StoredAuthority {
        // It is nearly always there, and nobody waits for a lock then.
        if let stored = try await read(), stored.isGood(at: now) { return stored }
        return try await database.makingAuthority { transaction in
            let before = try StoredAuthority(try await transaction.query(StoredAuthority.selection))
            if let before, before.isGood(at: now) { return before }
            let made = try CertificateAuthority.make(at: now)
            let facts = try CertificateFacts(chainPEM: made.certificatePEM)
            let id = UUID()
            let sealed = try secrets.seal(Data(made.privateKeyPEM.utf8), for: Self.place(id)).text
            let replacedAt = before == nil ? nil : now
            try await transaction.execute(
                """
                insert into certificate_authorities
                    (id, certificate_pem, private_key, not_before, expires_at, replaced_at)
                values (\(id), \(made.certificatePEM), \(sealed), \(facts.notBefore), \(facts.expiresAt), \(replacedAt))
                on conflict (is_current) do update set
                    id = excluded.id, certificate_pem = excluded.certificate_pem, private_key = excluded.private_key,
                    not_before = excluded.not_before, expires_at = excluded.expires_at,
                    replaced_at = excluded.replaced_at
                """)
            guard let stored = try StoredAuthority(try await transaction.query(StoredAuthority.selection)) else {
                throw ServiceError(.internal, "the certificate authority was not kept")
            }
            return stored
        }
    }

    /// The authority with its key.
    ///
    /// - Parameter now: The time.
    /// - Returns: The authority, ready to sign.
    /// - Throws: `unavailable` when the key that it is sealed with is not here; what a failure of the database means.
    func authority(at now: Date) async throws(ServiceError) -> CertificateAuthority {
        let stored = try await stored(at: now)
        guard let sealed = SealedSecret(stored.privateKey) else {
            throw ServiceError(.internal, "the key of the certificate authority is not sealed")
        }
        let key = try secrets.open(sealed, from: Self.place(stored.id))
        return try CertificateAuthority(
            certificatePEM: stored.certificatePEM, privateKeyPEM: String(decoding: key, as: UTF8.self))
    }

    /// Where the key of an authority lies, for sealing.
    static func place(_ id: UUID) -> String { "certificate_authorities/\(id.text)" }

    private func read() async throws(ServiceError) -> StoredAuthority? {
        let rows = try await database.query(StoredAuthority.selection)
        do {
            return try StoredAuthority(rows)
        } catch {
            throw ServiceError(error)
        }
    }
}
