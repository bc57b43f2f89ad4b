import Access
import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Logging
public import SecurityEngines
public import Settings

/// Logins, accounts, roles and permissions of the installation.
public actor SecurityCoordinator: Coordinator {
    /// `security`.
    public static var name: String { "security" }

    let tokens: AppSecurityEngine
    let accounts: AccountSecurityEngine
    let gatekeeper: SnapshotGatekeeper
    let auditReader: AuditReader
    private let anonymous: AnonymousAccess
    private let time: TimeSource
    private let logger: Logger
    /// The checks of its engines and of the audit trail.
    public nonisolated let checks: [HealthCheck]

    /// How often tokens and revocations that no longer matter are forgotten.
    private static let purgeInterval: Duration = .seconds(3600)

    /// Brings the engines together; `tokens` must have been prepared, and `reach` says who can reach the broker.
    public init(
        tokens: AppSecurityEngine, accounts: AccountSecurityEngine, gatekeeper: SnapshotGatekeeper,
        audit: PostgresAuditTrail, auditReader: AuditReader, reach: BrokerReach, time: TimeSource = .system,
        logger: Logger
    ) {
        self.tokens = tokens
        self.accounts = accounts
        self.gatekeeper = gatekeeper
        self.auditReader = auditReader
        self.time = time
        self.logger = logger
        anonymous = AnonymousAccess(gatekeeper, reach: reach, logger: logger)
        checks = [tokens.check, accounts.check, audit.check, anonymous.check]
    }

    /// Hands the settings to the engines; they count from the next token and password on.
    public func apply(_ settings: SettingsSnapshot) async {
        let policy = SecurityPolicy(settings)
        await tokens.apply(policy)
        await accounts.apply(policy)
        await anonymous.apply(settings[Self.anonymousRole])
    }

    /// Looks at what is more than type and range.
    public func vet(_ key: String, _ value: JSONValue) async throws {
        if key == Self.anonymousRole.name, let role = value.text { try anonymous.vet(role) }
    }

    /// Forgets tokens that no longer matter, now and every hour.
    public func run() async throws {
        while true {
            do {
                try await tokens.purge()
            } catch {
                logger.debug("old tokens could not be removed", metadata: ["error": "\(error)"])
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
