import FoundationEssentials
import Kernel
import Postgres

/// The installation's certificate authority as the database has it, with its sealed key.
struct StoredAuthority: Sendable {
    /// What is read of it.
    static let selection: SQL =
        "select id, certificate_pem, private_key, not_before, expires_at, replaced_at from certificate_authorities"

    // How long before its end, and after it took another's place, people are told.
    private static let warning = 90 * 86_400.0
    private static let news = 30 * 86_400.0

    /// The id of its row, part of the place that its key is sealed for.
    let id: UUID
    /// Its certificate.
    let certificatePEM: String
    /// The sealed key.
    let privateKey: String
    /// Its first second.
    let notBefore: Date
    /// Its last second.
    let expiresAt: Date
    /// When it took the place of another; nil for the first.
    let replacedAt: Date?

    /// Reads the row of `selection`; nil when there is none.
    init?(_ rows: PostgresResult) throws(PostgresError) {
        guard let row = rows.first else { return nil }
        id = try row.decode("id")
        certificatePEM = try row.decode("certificate_pem")
        privateKey = try row.decode("private_key")
        notBefore = try row.decode("not_before")
        expiresAt = try row.decode("expires_at")
        replacedAt = try row.decode("replaced_at")
    }

    /// Whether anybody believes what it signs: it has begun and not ended.
    func isGood(at now: Date) -> Bool { notBefore <= CertificateSigner.latestStart(at: now) && now < expiresAt }

    /// What people have to know of it; nil when there is nothing to do.
    func notice(at now: Date) -> String? {
        if let replacedAt, now < replacedAt.addingTimeInterval(Self.news) {
            return "the authority is a new one of \(Self.day(replacedAt)): clients have to trust it"
        }
        guard now > expiresAt.addingTimeInterval(-Self.warning) else { return nil }
        return "the authority ends on \(Self.day(expiresAt)): clients have to trust another one then"
    }

    private static func day(_ date: Date) -> Substring { Timestamp.text(date).prefix(10) }
}
