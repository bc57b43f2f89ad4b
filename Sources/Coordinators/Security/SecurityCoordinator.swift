import Access
public import CertificateEngines
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
    let certificates: TLSSecurityEngine
    let gatekeeper: SnapshotGatekeeper
    let auditReader: AuditReader
    private let time: TimeSource
    private let logger: Logger
    /// The checks of its engines and of the audit trail.
    public nonisolated let checks: [HealthCheck]

    /// How often tokens and revocations that no longer matter are forgotten.
    private static let purgeInterval: Duration = .seconds(3600)

    /// Brings the engines together; `tokens` must have been prepared.
    public init(
        tokens: AppSecurityEngine, accounts: AccountSecurityEngine, certificates: TLSSecurityEngine,
        gatekeeper: SnapshotGatekeeper, audit: PostgresAuditTrail, auditReader: AuditReader, time: TimeSource = .system,
        logger: Logger
    ) {
        self.tokens = tokens
        self.accounts = accounts
        self.certificates = certificates
        self.gatekeeper = gatekeeper
        self.auditReader = auditReader
        self.time = time
        self.logger = logger
        checks = [tokens.check, accounts.check, certificates.check, audit.check]
    }

    /// Hands the settings to the engines; they count from the next token and password on.
    public func apply(_ settings: SettingsSnapshot) async {
        let policy = SecurityPolicy(settings)
        await tokens.apply(policy)
        await accounts.apply(policy)
        await certificates.apply(CertificatePolicy(settings))
    }

    /// Forgets tokens that no longer matter, now and every hour, and renews certificates.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.purge() }
            group.addTask { try await self.certificates.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func purge() async throws {
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
