import Access
import FoundationEssentials
import Kernel
import Synchronization

/// Knows some users by their role and groups.
final class FakeGatekeeper: Gatekeeper {
    enum Role: String {
        case admin, operators, observers, nobody
    }

    private let people: Mutex<[UUID: (role: Role, groups: Set<UUID>)]> = Mutex([:])

    func enter(_ id: UUID, _ role: Role, groups: Set<UUID> = []) {
        people.withLock { $0[id] = (role, groups) }
    }

    func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller {
        throw ServiceError(.unauthenticated, "nobody shows credentials here")
    }

    func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller {
        throw ServiceError(.forbidden, "nobody passes anything on here")
    }

    func decide(_ caller: Caller, _ permission: Permission) -> Decision {
        let held: Set<String> =
            switch role(of: caller) {
            case .admin, .operators: ["read", "write", "control"]
            case .observers: ["read"]
            case .nobody: []
            }
        let isHeld = permission.resource == "telescope" && held.contains(permission.action)
        let isNamed = caller.apiKey.map { $0.names(permission) } ?? true
        return Decision(allowed: isNamed && (isHeld || role(of: caller) == .admin), reason: "by role")
    }

    func holds(_ caller: Caller, role: String) -> Bool { role == "admin" && self.role(of: caller) == .admin }

    func groups(of caller: Caller) -> Set<UUID> {
        people.withLock { people in caller.userID.flatMap { people[$0]?.groups } ?? [] }
    }

    var unheardFor: Duration? { nil }

    private func role(of caller: Caller) -> Role {
        people.withLock { people in caller.userID.flatMap { people[$0]?.role } ?? .nobody }
    }
}

/// Takes every line and keeps none.
struct NoAudit: AuditTrail {
    func intend(_ entry: AuditEntry) async throws {}
    func conclude(_ entry: AuditEntry) {}
    func refuse(_ entry: AuditEntry) {}
    func note(_ entry: AuditEntry) {}
}
