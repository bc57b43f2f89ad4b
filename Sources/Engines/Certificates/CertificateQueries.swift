import Contracts
import FoundationEssentials
import Kernel
import Postgres

/// What is read and written of certificates.
enum CertificateQueries {
    private static let columns: SQL = """
        id, domain, type, broker_node, sans, certificate_pem, private_key, issuer, serial, not_before, expires_at,
        renew_at, failures, last_error, email
        """

    /// The certificate that is called so.
    static func named(_ domain: String) -> SQL {
        "select \(columns) from tls_certificates where domain = \(domain)"
    }

    /// Certificates in the order of what they are called by.
    static func page(limit: Int, after cursor: String?) -> SQL {
        """
        select \(columns) from tls_certificates
        where \(cursor)::text is null or domain collate "C" > \(cursor)::text collate "C"
        order by domain collate "C" limit \(limit)::bigint
        """
    }

    /// Those whose time to be renewed has come, the oldest first; also those that cannot be used, because they were made
    /// while the clock ran ahead or by an authority before the one of now.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - issuer: The name of the installation's authority.
    /// - Returns: The statement.
    static func due(at now: Date, issuer: String) -> SQL {
        // A failure whose next attempt lies further away than any wait was noted while the clock ran ahead.
        """
        select \(columns) from tls_certificates
        where renew_at <= \(now)
            or (failures > 0 and renew_at > \(now.addingTimeInterval(RenewalSchedule.longestWait.seconds)))
            or (failures = 0 and (not_before > \(CertificateSigner.latestStart(at: now))
                or (type = \(CertificateType.internal) and issuer <> \(issuer))))
        order by renew_at limit 100
        """
    }

    /// Gives those that have not failed a time to be renewed that follows a schedule, at a random minute of its hour.
    static func reschedule(_ schedule: RenewalSchedule) -> SQL {
        """
        update tls_certificates
        set renew_at = due.at + random() * least(interval '1 hour', (expires_at - due.at) / 10)
        from (
            select id, expires_at - (expires_at - not_before) * \(schedule.threshold)::float8 as at
            from tls_certificates
        ) due
        where due.id = tls_certificates.id and failures = 0
            and renew_at not between due.at and due.at + interval '1 hour'
        """
    }

    /// Those that could not be renewed, that have less than a share of their lifetime left, or that have not begun.
    static func troubled(at now: Date, share: Double) -> SQL {
        """
        select \(columns) from tls_certificates
        where failures > 0
            or expires_at - (expires_at - not_before) * \(share)::float8 < \(now)::timestamptz
            or not_before > \(CertificateSigner.latestStart(at: now))
        order by expires_at limit 100
        """
    }

    /// Keeps a new certificate; a `conflict` when something is called so already.
    static func insert(
        _ id: UUID, _ order: CertificateOrder, _ issued: IssuedCertificate, _ facts: CertificateFacts, sealed: String,
        renewAt: Date
    ) -> SQL {
        """
        insert into tls_certificates
            (id, domain, type, broker_node, sans, email, certificate_pem, private_key, issuer, serial, not_before,
             expires_at, renew_at)
        values (\(id), \(order.domain), \(order.type), \(order.servingNode), \(order.names.map(\.text)),
            \(order.email), \(issued.chainPEM), \(sealed), \(facts.issuer), \(facts.serial), \(facts.notBefore),
            \(facts.expiresAt), \(renewAt))
        on conflict (domain) do nothing
        returning \(columns)
        """
    }

    /// Puts a new certificate in the place of the one that had this number; nothing when somebody else was faster.
    static func replace(
        _ old: StoredCertificate, names: [SubjectName], _ issued: IssuedCertificate, _ facts: CertificateFacts,
        sealed: String, renewAt: Date
    ) -> SQL {
        """
        update tls_certificates
        set sans = \(names.map(\.text)), certificate_pem = \(issued.chainPEM), private_key = \(sealed),
            issuer = \(facts.issuer), serial = \(facts.serial), not_before = \(facts.notBefore),
            expires_at = \(facts.expiresAt), renew_at = \(renewAt), failures = 0, last_error = null
        where id = \(old.id) and serial = \(old.info.serial)
        returning \(columns)
        """
    }

    /// Remembers that renewing failed.
    static func failed(_ certificate: StoredCertificate, _ message: String, nextAt date: Date) -> SQL {
        """
        update tls_certificates
        set failures = failures + 1, last_error = \(message), renew_at = \(date)
        where id = \(certificate.id) and serial = \(certificate.info.serial)
        """
    }

    /// Forgets a certificate.
    static func delete(_ certificate: StoredCertificate) -> SQL {
        "delete from tls_certificates where id = \(certificate.id)"
    }
}
