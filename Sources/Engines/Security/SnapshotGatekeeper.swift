public import Access
public import FoundationEssentials
public import Kernel
public import Logging
public import Postgres
public import Secrets
import Synchronization

/// Decides from a copy of the security tables that this node keeps fresh; works on while the database is away.
///
/// The hot path takes one lock for a look-up and waits for nothing. A token that was seen before costs that look-up; the
/// memory of tokens is emptied whenever the copy changes, so nothing outlives a revocation.
public final class SnapshotGatekeeper: Gatekeeper {
    struct State {
        var snapshot: SecuritySnapshot
        var verifier: TokenVerifier
        var cache = TokenCache()
        var uses = KeyUses()
        /// Counts the copies that were installed.
        var generation: UInt64 = 0
        /// Counts the readings that were begun, so that an older one never replaces a newer.
        var begun: UInt64 = 0
        var installed: UInt64 = 0
        var installedRevocations: UInt64 = 0
        /// Whether the listener hears.
        var isHearing = false
        /// Since when changes may have gone unheard or unread.
        var deafSince: Duration?
        var pending: Pending = []
        /// The role of local clients that show nothing; nil for none.
        var anonymousRole: String?
    }

    /// What was announced as changed and not read yet.
    struct Pending: OptionSet {
        let rawValue: Int
        static let tables = Pending(rawValue: 1)
        static let revocations = Pending(rawValue: 2)
    }

    let state: Mutex<State>
    let audience: String
    let loader: SecurityLoader
    let listener: NotificationListener?
    let time: TimeSource
    let logger: Logger

    /// Makes a gatekeeper over a database; it believes nobody before its first `reload()`.
    ///
    /// - Parameters:
    ///   - pool: Where the tables are read.
    ///   - secrets: The keys that open what is sealed in them.
    ///   - listener: Where changes are heard, on the channel `bigskies_security`.
    ///   - prefix: The topic prefix, which is the audience of every token.
    ///   - time: Where time comes from.
    ///   - logger: Where trouble is told.
    public convenience init(
        pool: PostgresPool, secrets: SecretKeeper, listener: NotificationListener, prefix: String,
        time: TimeSource = .system, logger: Logger
    ) {
        self.init(
            .empty, loader: .database(pool, secrets), listener: listener, prefix: prefix, time: time, logger: logger)
    }

    /// Makes a gatekeeper over a copy that does not change, for tools and tests.
    public convenience init(snapshot: SecuritySnapshot, prefix: String, time: TimeSource = .system) {
        self.init(
            snapshot, loader: SecurityLoader(snapshot: { snapshot }, revocations: { snapshot.revocations }),
            listener: nil, prefix: prefix, time: time, logger: Logger(label: "security"))
    }

    init(
        _ snapshot: SecuritySnapshot, loader: SecurityLoader, listener: NotificationListener?, prefix: String,
        time: TimeSource, logger: Logger
    ) {
        self.audience = prefix
        self.loader = loader
        self.listener = listener
        self.time = time
        self.logger = logger
        self.state = Mutex(
            State(
                snapshot: snapshot, verifier: TokenVerifier(keys: snapshot.keys, audience: prefix),
                deafSince: listener == nil ? nil : time.now()))
    }

    /// The copy that is decided from at this moment.
    public var snapshot: SecuritySnapshot { state.withLock { $0.snapshot } }

    /// Whether there is an account with this id.
    public func knows(_ user: UUID) -> Bool { snapshot.standing(of: user) != nil }

    /// The names of the roles that an account holds, directly or through a group, also while it is disabled.
    public func roles(of user: UUID) -> Set<String> { snapshot.standing(of: user)?.profile.roles ?? [] }

    /// What an account is allowed through its roles and groups, also while it is disabled.
    public func rights(of user: UUID) -> Set<Permission> { snapshot.standing(of: user)?.profile.rights ?? [] }

    /// Whether there is a role of this name.
    public func knows(role: String) -> Bool { snapshot.knows(role: role) }

    /// The role with which clients act that show nothing, at the broker and at the socket; nil for none.
    ///
    /// It lends the role's permissions and nothing else: nobody in particular owns nothing, is in no group, and holds no
    /// role by name. Whoever shows something wrong is refused as ever.
    public var anonymousRole: String? {
        get { state.withLock(\.anonymousRole) }
        set { state.withLock { $0.anonymousRole = newValue } }
    }

    /// How long changes may have gone unheard or unread; nil while the copy is whole.
    public var unheardFor: Duration? {
        state.withLock(\.deafSince).map { time.now() - $0 }
    }

    /// The caller behind a token or an API key; a good one that was seen before costs a look-up.
    ///
    /// Two credentials may name two callers, so both at once are refused (RFC 6750, section 2, forbids it too).
    public func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller {
        let text: String
        switch (credentials.token, credentials.apiKey) {
        case (let token?, nil): text = token
        case (nil, let key?): return try caller(showingKey: key, at: door)
        case (nil, nil):
            // What comes from inside the process names its caller.
            if door != .process, let role = anonymousRole { return .anonymous(at: door, as: role) }
            throw ServiceError(.unauthenticated, "no token was shown")
        case (_?, _?): throw ServiceError(.unauthenticated, "show a token or an API key, not both")
        }
        let entry = try entry(for: text)
        return Caller(
            principal: entry.token.principal, name: entry.name, door: door, tokenID: entry.token.id,
            expiresAt: Date(timeIntervalSince1970: entry.token.end), mustChangePassword: entry.mustChangePassword)
    }

    /// The user, or nobody, in whose name a node passes a request on.
    public func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller {
        guard let name = node.nodeName else {
            throw ServiceError.denied("only a node may pass a request on for somebody else")
        }
        let user: UUID
        switch mandate {
        case .user(let id): user = id
        case .apiKey(let id): return try caller(byKey: id, passedOnBy: name, node)
        case .nobody: return .anonymous(at: node.door)
        }
        let standing = try snapshot.enabledStanding(of: user)
        return Caller(
            principal: .user(user), name: standing.name, door: node.door, expiresAt: node.expiresAt,
            mustChangePassword: standing.mustChangePassword, passedOnBy: name)
    }

    /// Whether a caller holds a permission, decided when the copy was made; a key adds its scopes to the rule.
    public func decide(_ caller: Caller, _ permission: Permission) -> Decision {
        switch caller.principal {
        case .user(let id):
            let decision = snapshot.decide(user: id, permission)
            return caller.apiKey.map { decision.bounded(by: $0, permission) } ?? decision
        case .node: return Decision(allowed: true, reason: "nodes hold every permission")
        case .anonymous: return decideForNobody(permission)
        }
    }

    // The role of this moment and not the caller's: what was lent to a subscriber ends with the setting.
    private func decideForNobody(_ permission: Permission) -> Decision {
        let (role, snapshot) = state.withLock { ($0.anonymousRole, $0.snapshot) }
        guard let role else { return Decision(allowed: false, reason: "nobody in particular holds no permission") }
        let decision = snapshot.decide(role: role, permission)
        return Decision(
            allowed: decision.allowed, reason: "anonymous_role: \(decision.reason)", grantedBy: decision.grantedBy)
    }

    /// Whether a caller holds a role itself or through a group; nodes hold every role.
    public func holds(_ caller: Caller, role: String) -> Bool {
        switch caller.principal {
        case .user(let id):
            guard let standing = snapshot.standing(of: id), standing.isEnabled else { return false }
            return standing.profile.roles.contains(role)
        case .node: return true
        case .anonymous: return false
        }
    }

    /// The groups of an enabled account.
    public func groups(of caller: Caller) -> Set<UUID> {
        guard let id = caller.userID, let standing = snapshot.standing(of: id), standing.isEnabled else { return [] }
        return standing.profile.groups
    }
}

extension SnapshotGatekeeper {
    /// The good token behind a text, from memory or checked now.
    private func entry(for text: String) throws(ServiceError) -> TokenCache.Entry {
        let now = time.date().timeIntervalSince1970
        let (known, generation) = state.withLock { state in (state.cache.find(text), state.generation) }
        if let known {
            guard known.token.holds(at: now) else { throw ServiceError(.unauthenticated, "the token has ended") }
            return known
        }
        let entry = try verified(text, at: now)
        state.withLock { state in
            // A copy that was replaced in the meantime may have revoked it.
            guard state.generation == generation else { return }
            state.cache.insert(entry, for: text)
        }
        return entry
    }

    /// The good token behind a text, checked against the copy of this moment.
    private func verified(_ text: String, at now: Double) throws(ServiceError) -> TokenCache.Entry {
        let (snapshot, verifier) = state.withLock { ($0.snapshot, $0.verifier) }
        let token = try verifier.verify(text, at: now)
        guard !snapshot.hasRevoked(token) else {
            throw ServiceError(.unauthenticated, "the token was revoked")
        }
        guard case .user(let id) = token.principal else {
            return TokenCache.Entry(token: token, name: token.principal.text, mustChangePassword: false)
        }
        let standing = try snapshot.enabledStanding(of: id)
        return TokenCache.Entry(token: token, name: standing.name, mustChangePassword: standing.mustChangePassword)
    }

    /// The family and id of a good token, for those who revoke it.
    func token(in text: String) throws(ServiceError) -> VerifiedToken {
        try entry(for: text).token
    }
}
