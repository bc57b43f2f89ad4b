import Access
import FoundationEssentials
import Kernel
import Synchronization

/// Knows tokens by heart: `node:x` is the node x, a UUID that user; users hold every permission but those withheld.
///
/// An API key is its scopes with spaces between; each belongs to the same user.
final class TestGatekeeper: Gatekeeper {
    static let user = UUID(uuidString: HostFixture.user) ?? UUID()
    static let key = UUID()
    private let withheld: Mutex<Set<Permission>> = Mutex([])
    private let lent: Mutex<String?> = Mutex(nil)
    private let outcasts: Mutex<Set<UUID>> = Mutex([])
    private let silence: Mutex<Duration?> = Mutex(nil)

    /// Lets whoever shows nothing act with a role.
    func lend(_ role: String) { lent.withLock { $0 = role } }

    /// Believes no token of a user any more.
    func shutOut(_ user: UUID) { outcasts.withLock { _ = $0.insert(user) } }

    /// Hears no changes since some time.
    func goDeaf(for duration: Duration) { silence.withLock { $0 = duration } }

    func withhold(_ permission: Permission) { withheld.withLock { _ = $0.insert(permission) } }

    func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller {
        if let key = credentials.apiKey {
            let scopes = key.split(separator: " ").map { $0.split(separator: ":").map(String.init) }
            let apiKey = APIKey(id: Self.key, name: "k", scopes: Set(scopes.map { Permission($0[0], $0[1]) }))
            return Caller(principal: .user(Self.user), name: "owner", door: door, apiKey: apiKey)
        }
        if credentials.isEmpty, let role = lent.withLock(\.self) { return .anonymous(at: door, as: role) }
        guard let token = credentials.token else { throw ServiceError(.unauthenticated, "show something") }
        if token.hasPrefix("node:") {
            return Caller(principal: .node(String(token.dropFirst(5))), name: token, door: door)
        }
        guard let id = UUID(uuidString: token) else { throw ServiceError(.unauthenticated, "forged") }
        try checkStanding(id)
        return Caller(principal: .user(id), name: token, door: door)
    }

    func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller {
        guard case .user(let user) = mandate else { throw ServiceError(.unauthenticated, "keys are not known here") }
        try checkStanding(user)
        return Caller(principal: .user(user), name: "passed on", door: node.door, passedOnBy: node.nodeName)
    }

    func decide(_ caller: Caller, _ permission: Permission) -> Decision {
        let isNamed = caller.apiKey.map { $0.names(permission) } ?? true
        let allowed = isNamed && withheld.withLock { !$0.contains(permission) }
        return Decision(allowed: allowed, reason: allowed ? "everybody may" : "withheld")
    }

    func holds(_ caller: Caller, role: String) -> Bool { false }
    func groups(of caller: Caller) -> Set<UUID> { [] }
    var unheardFor: Duration? { silence.withLock(\.self) }

    private func checkStanding(_ user: UUID) throws(ServiceError) {
        guard !outcasts.withLock({ $0.contains(user) }) else { throw ServiceError(.unauthenticated, "shut out") }
    }
}
