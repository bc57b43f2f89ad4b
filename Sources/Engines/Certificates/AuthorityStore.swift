import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The installation's certificate authority in the database: made once, its key sealed.
struct AuthorityStore: Sendable {
    private let database: CertificateDatabase
    private let secrets: SecretKeeper

    /// The authority as it is stored.
    private struct Row: Sendable {
        let id: UUID
        let certificatePEM: String
        let privateKey: String
    }

    /// Opens the store; nothing is read yet.
    init(_ database: CertificateDatabase, secrets: SecretKeeper) {
        self.database = database
        self.secrets = secrets
    }

    /// The authority's certificate; the authority is made when there is none.
    ///
    /// However many nodes ask at once, there is one.
    /// - Parameter now: The time.
    /// - Returns: The certificate in PEM.
    /// - Throws: What a failure of the database means.
    func certificatePEM(at now: Date) async throws(ServiceError) -> String {
        try await row(at: now).certificatePEM
    }

    /// The authority with its key.
    ///
    /// - Parameter now: The time.
    /// - Returns: The authority, ready to sign.
    /// - Throws: `unavailable` when the key that it is sealed with is not here; what a failure of the database means.
    func authority(at now: Date) async throws(ServiceError) -> CertificateAuthority {
        let row = try await row(at: now)
        guard let sealed = SealedSecret(row.privateKey) else {
            throw ServiceError(.internal, "the key of the certificate authority is not sealed")
        }
        let key = try secrets.open(sealed, from: Self.place(row.id))
        return try CertificateAuthority(
            certificatePEM: row.certificatePEM, privateKeyPEM: String(decoding: key, as: UTF8.self))
    }

    /// Where the key of an authority lies, for sealing.
    static func place(_ id: UUID) -> String { "certificate_authorities/\(id.text)" }

    private func row(at now: Date) async throws(ServiceError) -> Row {
        // It is nearly always there, and nobody waits for a lock then.
        if let row = try await Self.stored(in: database) { return row }
        return try await database.makingAuthority { transaction in
            let rows = try await transaction.query(Self.selection)
            if let row = try Self.row(rows) { return row }
            let made = try CertificateAuthority.make(at: now)
            let facts = try CertificateFacts(chainPEM: made.certificatePEM)
            let id = UUID()
            let sealed = try secrets.seal(Data(made.privateKeyPEM.utf8), for: Self.place(id)).text
            try await transaction.execute(
                """
                insert into certificate_authorities (id, certificate_pem, private_key, not_before, expires_at)
                values (\(id), \(made.certificatePEM), \(sealed), \(facts.notBefore), \(facts.expiresAt))
                """)
            return Row(id: id, certificatePEM: made.certificatePEM, privateKey: sealed)
        }
    }

    private static let selection: SQL = "select id, certificate_pem, private_key from certificate_authorities"

    private static func stored(in database: CertificateDatabase) async throws(ServiceError) -> Row? {
        let rows = try await database.query(selection)
        do {
            return try row(rows)
        } catch {
            throw ServiceError(error)
        }
    }

    private static func row(_ rows: PostgresResult) throws(PostgresError) -> Row? {
        guard let row = rows.first else { return nil }
        return Row(
            id: try row.decode("id"), certificatePEM: try row.decode("certificate_pem"),
            privateKey: try row.decode("private_key"))
    }
}
