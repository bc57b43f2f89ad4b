import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// A certificate as the database has it, with its sealed key.
struct StoredCertificate: Sendable {
    /// The id of its row, part of the place that its key is sealed for.
    let id: UUID
    /// What everybody may know.
    let info: CertificateInfo
    /// The whole chain.
    let chainPEM: String
    /// Where a public authority writes to.
    let email: String?
    /// The sealed key.
    let privateKey: String

    /// Where the key of a certificate lies, for sealing.
    static func place(_ id: UUID) -> String { "tls_certificates/\(id.text)" }

    /// Reads a row of `CertificateQueries.columns`.
    init(_ row: PostgresRow) throws(PostgresError) {
        id = try row.decode("id")
        chainPEM = try row.decode("certificate_pem")
        privateKey = try row.decode("private_key")
        email = try row.decode("email")
        info = CertificateInfo(
            domain: try row.decode("domain"), type: try row.decode("type"), sans: try row.decode("sans"),
            issuer: try row.decode("issuer"), serial: try row.decode("serial"),
            notBefore: try row.decode("not_before"), expiresAt: try row.decode("expires_at"),
            renewAt: try row.decode("renew_at"), failures: try row.decode("failures"),
            lastError: try row.decode("last_error"), servingNode: try row.decode("broker_node"),
            certificatePEM: try row.decode("certificate_pem"))
    }
}
