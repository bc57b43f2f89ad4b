import Contracts
import FoundationEssentials
public import Kernel
public import Logging
public import Postgres
public import Secrets

/// Certificates of the installation: its own authority, what that and others signed, and their renewal.
public actor TLSSecurityEngine {
    /// The channel on which the database tells of new certificates, by what they are called.
    public static let channel = "bigskies_certificates"

    let authorities: AuthorityStore
    let store: CertificateStore
    let time: TimeSource
    let logger: Logger
    var schedule = RenewalSchedule()

    /// Makes an engine over a database and the keys of the installation.
    public init(pool: PostgresPool, secrets: SecretKeeper, time: TimeSource = .system, logger: Logger) {
        let database = CertificateDatabase(pool: pool)
        authorities = AuthorityStore(database, secrets: secrets)
        store = CertificateStore(database, secrets: secrets)
        self.time = time
        self.logger = logger
    }

    /// The certificate of the installation's authority in PEM, which clients trust; it is made when there is none.
    ///
    /// Every node calls this at start; however many do at once, there is one authority.
    /// - Throws: What a failure of the database means.
    public func authorityPEM() async throws(ServiceError) -> String {
        try await authorities.certificatePEM(at: time.date())
    }

    /// Takes the schedule of renewals, for certificates that are issued from now on.
    public func apply(_ schedule: RenewalSchedule) {
        self.schedule = schedule
    }

    /// Makes a certificate; nothing is kept.
    func issue(_ order: CertificateOrder) async throws(ServiceError) -> IssuedCertificate {
        let plan = CertificatePlan(names: order.names)
        switch order.type {
        case .selfSigned: return try IssuedCertificate.selfSigned(plan, at: time.date())
        case .internal: return try await authorities.authority(at: time.date()).issue(plan, at: time.date())
        case .letsencrypt:
            throw ServiceError(.invalidState, "no public authority is configured")
        }
    }
}
