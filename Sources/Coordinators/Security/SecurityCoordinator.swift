public import CertificateEngines
import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Logging
public import Messaging
public import SecurityEngines
public import Settings

/// Logins, accounts, roles and permissions of the installation.
public actor SecurityCoordinator: Coordinator {
    /// `security`.
    public static var name: String { "security" }

    let tokens: AppSecurityEngine
    let accounts: AccountSecurityEngine
    let certificates: TLSSecurityEngine
    let gatekeeper: SnapshotGatekeeper
    let auditReader: AuditReader
    let audit: PostgresAuditTrail
    let archiver: AuditArchiver
    /// How long audit rows stay before they go behind a checkpoint.
    var retention = SecurityCoordinator.auditRetention.defaultValue
    private let anonymous: AnonymousAccess
    let bus: MessageBus
    let time: TimeSource
    let logger: Logger
    /// Who is told what happens to logins.
    var subscriptions = Subscriptions()
    /// What the engines say that happens to logins.
    var events: [AsyncStream<SecurityEvent>] = []
    /// The checks of its engines and of the audit trail.
    public nonisolated let checks: [HealthCheck]

    /// How often tokens, revocations and signing keys that no longer matter are forgotten.
    private static let purgeInterval: Duration = .seconds(3600)

    /// Brings the engines together; `tokens` must have been prepared, and `reach` says who can reach the broker.
    public init(
        tokens: AppSecurityEngine, accounts: AccountSecurityEngine, certificates: TLSSecurityEngine,
        gatekeeper: SnapshotGatekeeper, audit: PostgresAuditTrail, auditReader: AuditReader, archiver: AuditArchiver,
        bus: MessageBus, reach: BrokerReach, time: TimeSource = .system, logger: Logger
    ) {
        self.tokens = tokens
        self.accounts = accounts
        self.certificates = certificates
        self.gatekeeper = gatekeeper
        self.auditReader = auditReader
        self.audit = audit
        self.archiver = archiver
        self.bus = bus
        self.time = time
        self.logger = logger
        anonymous = AnonymousAccess(gatekeeper, reach: reach, logger: logger)
        checks = [tokens.check, accounts.check, certificates.check, audit.check, archiver.check, anonymous.check]
    }

    /// Hands the settings to the engines; they count from the next token and password on.
    public func apply(_ settings: SettingsSnapshot) async {
        let policy = SecurityPolicy(settings)
        await tokens.apply(policy)
        await accounts.apply(policy)
        retention = settings[Self.auditRetention]
        await anonymous.apply(settings[Self.anonymousRole])
        await certificates.apply(CertificatePolicy(settings))
    }

    /// Looks whether a role for everybody at this machine can be lent.
    public func vet(_ key: String, _ value: JSONValue) async throws {
        guard key == Self.anonymousRole.name, let role = value.text else { return }
        try anonymous.vet(role)
    }

    /// Listens to what happens to logins.
    public func start() async throws { events = [await accounts.events(), await tokens.events()] }

    /// Forgets what no longer matters, renews certificates and the signing key when it is time, puts old audit rows behind
    /// checkpoints, and tells administrators what happens to logins.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.purge() }
            group.addTask { try await self.archiveAudit() }
            group.addTask { try await self.certificates.run() }
            group.addTask { await self.tellEvents() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    // Forgets tokens and signing keys that no longer matter, and makes a new key when it is time, now and every hour.
    private func purge() async throws {
        while true {
            do {
                try await tokens.purge()
                try await tokens.renewSigningKeys()
            } catch {
                logger.debug("old tokens and keys could not be removed", metadata: ["error": "\(error)"])
            }
            try await time.sleep(Self.purgeInterval)
        }
    }

    /// Makes this node's copy show what was just changed, so that the reply is not ahead of the effect.
    func freshen() async throws(ServiceError) {
        do {
            try await gatekeeper.reload()
        } catch {
            throw ServiceError(.unavailable, "it is done, but this node could not read it back yet", cause: error)
        }
    }
}
