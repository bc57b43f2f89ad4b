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
    let acme: ACMEClient?
    private(set) var policy = CertificatePolicy()
    /// By what they are called, the certificates in the making: the work goes on when nobody waits for it any more.
    var inTheMaking: [String: Task<Void, Never>] = [:]
    /// The schedule that the stored times of renewals follow.
    var scheduled = RenewalSchedule()
    /// What is wrong with certificates, as last looked at.
    var troubles: [CertificateTrouble] = []
    /// What people have to know of the authority, as last looked at.
    var notice: String?

    /// Makes an engine over a database and the keys of the installation.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - secrets: The keys that private keys are sealed under.
    ///   - acme: Speaks to public authorities; without it there are none.
    ///   - time: Where time comes from.
    ///   - logger: Where it logs.
    public init(
        pool: PostgresPool, secrets: SecretKeeper, acme: ACMEClient? = nil, time: TimeSource = .system, logger: Logger
    ) {
        let database = ServiceDatabase(pool: pool)
        authorities = AuthorityStore(database, secrets: secrets)
        store = CertificateStore(database, secrets: secrets)
        self.acme = acme
        self.time = time
        self.logger = logger
    }

    /// The certificate of the installation's authority in PEM, which clients trust; it is made when there is none, and
    /// anew when it has ended or, after a clock that ran ahead, has not begun.
    ///
    /// Every node calls this at start; however many do at once, there is one authority.
    /// - Throws: What a failure of the database means.
    public func authorityPEM() async throws(ServiceError) -> String {
        try await authorities.stored(at: time.date()).certificatePEM
    }

    /// Takes what the operator decides, for what is issued from now on; when it is renewed changes for what there is too,
    /// at the next look.
    public func apply(_ policy: CertificatePolicy) {
        self.policy = policy
    }
}
