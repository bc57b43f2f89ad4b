import Access
import FoundationEssentials
import Kernel
import Synchronization

/// Knows tokens by heart: `node:x` is the node x, a UUID that user; users hold every permission but those withheld.
final class TestGatekeeper: Gatekeeper {
    private let withheld: Mutex<Set<Permission>> = Mutex([])
    private let lent: Mutex<String?> = Mutex(nil)

    /// Lets whoever shows nothing act with a role.
    func lend(_ role: String) { lent.withLock { $0 = role } }

    func withhold(_ permission: Permission) { withheld.withLock { _ = $0.insert(permission) } }

    func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller {
        if credentials.isEmpty, let role = lent.withLock(\.self) { return .anonymous(at: door, as: role) }
        guard let token = credentials.token else { throw ServiceError(.unauthenticated, "show something") }
        if token.hasPrefix("node:") {
            return Caller(principal: .node(String(token.dropFirst(5))), name: token, door: door)
        }
        guard let id = UUID(uuidString: token) else { throw ServiceError(.unauthenticated, "forged") }
        return Caller(principal: .user(id), name: token, door: door)
    }

    func caller(onBehalfOf user: UUID, by node: Caller) throws(ServiceError) -> Caller {
        Caller(principal: .user(user), name: "passed on", door: node.door, passedOnBy: node.nodeName)
    }

    func decide(_ caller: Caller, _ permission: Permission) -> Decision {
        let allowed = withheld.withLock { !$0.contains(permission) }
        return Decision(allowed: allowed, reason: allowed ? "everybody may" : "withheld")
    }

    func holds(_ caller: Caller, role: String) -> Bool { false }
    func groups(of caller: Caller) -> Set<UUID> { [] }
    var unheardFor: Duration? { nil }
}
