import Contracts
import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The certificates of the installation in the database, their keys sealed.
struct CertificateStore: Sendable {
    private let database: ServiceDatabase
    private let secrets: SecretKeeper

    /// Opens the store; nothing is read yet.
    init(_ database: ServiceDatabase, secrets: SecretKeeper) {
        self.database = database
        self.secrets = secrets
    }

    /// The certificate that is called so; nil when there is none.
    func certificate(named domain: String) async throws(ServiceError) -> StoredCertificate? {
        try await certificates(CertificateQueries.named(domain)).first
    }

    /// Some certificates.
    func certificates(_ sql: SQL) async throws(ServiceError) -> [StoredCertificate] {
        let rows = try await database.query(sql)
        do {
            return try rows.map { row throws(PostgresError) in try StoredCertificate(row) }
        } catch {
            throw ServiceError(error)
        }
    }

    /// Keeps a certificate that was just issued.
    ///
    /// - Returns: What is stored; nil when something is called so already.
    func insert(
        _ issued: IssuedCertificate, for order: CertificateOrder, _ schedule: RenewalSchedule
    ) async throws(ServiceError) -> StoredCertificate? {
        let facts = try CertificateFacts(chainPEM: issued.chainPEM)
        let id = UUID()
        return try await certificates(
            CertificateQueries.insert(
                id, order, issued, facts, sealed: try seal(issued, for: id),
                renewAt: schedule.firstAttempt(notBefore: facts.notBefore, expiresAt: facts.expiresAt))
        ).first
    }

    /// Puts a certificate that was just issued in the place of another.
    ///
    /// - Returns: What is stored; nil when somebody else was faster.
    func replace(
        _ old: StoredCertificate, with issued: IssuedCertificate, names: [SubjectName], _ schedule: RenewalSchedule
    ) async throws(ServiceError) -> StoredCertificate? {
        let facts = try CertificateFacts(chainPEM: issued.chainPEM)
        return try await certificates(
            CertificateQueries.replace(
                old, names: names, issued, facts, sealed: try seal(issued, for: old.id),
                renewAt: schedule.firstAttempt(notBefore: facts.notBefore, expiresAt: facts.expiresAt))
        ).first
    }

    /// Runs a statement for its effect.
    func run(_ sql: SQL) async throws(ServiceError) {
        try await database.query(sql)
    }

    /// A certificate with its key.
    ///
    /// - Throws: `unavailable` when the key that it is sealed with is not here.
    func opened(_ stored: StoredCertificate) throws(ServiceError) -> IssuedCertificate {
        guard let sealed = SealedSecret(stored.privateKey) else {
            throw ServiceError(.internal, "the key of the certificate \(stored.info.domain) is not sealed")
        }
        let key = try secrets.open(sealed, from: StoredCertificate.place(stored.id))
        return IssuedCertificate(chainPEM: stored.chainPEM, privateKeyPEM: String(decoding: key, as: UTF8.self))
    }

    private func seal(_ issued: IssuedCertificate, for id: UUID) throws(ServiceError) -> String {
        try secrets.seal(Data(issued.privateKeyPEM.utf8), for: StoredCertificate.place(id)).text
    }
}
