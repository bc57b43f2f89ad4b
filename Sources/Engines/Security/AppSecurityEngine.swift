public import Access
import FoundationEssentials
public import Kernel
public import Logging
public import Postgres
public import Secrets

/// Issues, renews and revokes tokens; checks them through the gatekeeper.
public actor AppSecurityEngine {
    let database: ServiceDatabase
    let gatekeeper: SnapshotGatekeeper
    let secrets: SecretKeeper
    let time: TimeSource
    let logger: Logger
    var policy = SecurityPolicy()
    var outlet = SecurityEventOutlet()
    private var signer: (key: String, signer: TokenSigner)?
    private var nodeToken: (name: String, key: String, text: String, renewAt: Date)?

    /// Makes an engine over a database and the node's gatekeeper.
    public init(
        pool: PostgresPool, gatekeeper: SnapshotGatekeeper, secrets: SecretKeeper, time: TimeSource = .system,
        logger: Logger
    ) {
        database = ServiceDatabase(pool: pool, meaning: AccountConflict.error)
        self.gatekeeper = gatekeeper
        self.secrets = secrets
        self.time = time
        self.logger = logger
    }

    /// Takes new settings, for the tokens issued from now on.
    public func apply(_ policy: SecurityPolicy) {
        self.policy = policy
    }

    /// Makes the installation's signing key if there is none, and reads the tables for the first time.
    ///
    /// Every node calls this at start; however many do at once, there is one key.
    /// - Throws: When the database cannot be reached.
    public func prepare() async throws {
        _ = try await InstallationSecrets.settle(in: database.pool, at: time.date()) { [secrets] _ in secrets }
        try await gatekeeper.reload()
    }

    /// What a token says, when it would be believed.
    ///
    /// - Parameter text: The token.
    /// - Returns: Its principal and circumstances.
    /// - Throws: `unauthenticated`, saying what is wrong with it.
    public nonisolated func validate(_ text: String) throws(ServiceError) -> Caller {
        try gatekeeper.caller(showing: Credentials(token: text), at: .process)
    }

    /// A token for this node's own calls, good for a minute, renewed half-way and whenever there is another key to sign with.
    ///
    /// - Parameter name: The node's name.
    /// - Returns: The token.
    /// - Throws: `unavailable` before the tables were read for the first time.
    public func token(forNode name: String) async throws(ServiceError) -> String {
        let now = time.date()
        let key = try signingKey()
        if let nodeToken, nodeToken.name == name, nodeToken.key == key.id, now < nodeToken.renewAt {
            return nodeToken.text
        }
        let id = UUID()
        let signed = try await signer(of: key).sign(
            for: Principal.node(name).text, id: id, family: id, mustChangePassword: false, at: now,
            lifetime: .seconds(60))
        nodeToken = (name, key.id, signed.text, now.addingTimeInterval(30))
        return signed.text
    }

    /// Signs a token with the newest key.
    func sign(
        for user: UUID, id: UUID, family: UUID, mustChangePassword: Bool, at date: Date
    ) async throws(ServiceError) -> (text: String, expiresAt: Date) {
        try await signer(of: try signingKey()).sign(
            for: user.text, id: id, family: family, mustChangePassword: mustChangePassword, at: date,
            lifetime: policy.tokenDuration)
    }

    private func signingKey() throws(ServiceError) -> SigningKey {
        guard let key = gatekeeper.snapshot.keys.signing(at: time.date()) else {
            throw ServiceError(.unavailable, "the signing key is not known yet")
        }
        return key
    }

    private func signer(of key: SigningKey) async -> TokenSigner {
        if let signer, signer.key == key.id { return signer.signer }
        let made = await TokenSigner(key: key, audience: gatekeeper.audience)
        signer = (key.id, made)
        return made
    }
}
