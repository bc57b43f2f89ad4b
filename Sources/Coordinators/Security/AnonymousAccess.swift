import Health
import Kernel
import Logging
import SecurityEngines

/// Lends a role to clients that do not log in, where only this machine reaches the broker, and says so.
actor AnonymousAccess {
    private let gatekeeper: SnapshotGatekeeper
    private let reach: BrokerReach
    private let logger: Logger
    private var wanted: String?

    /// Lends nothing yet.
    init(_ gatekeeper: SnapshotGatekeeper, reach: BrokerReach, logger: Logger) {
        self.gatekeeper = gatekeeper
        self.reach = reach
        self.logger = logger
    }

    /// Looks at a role that somebody wants to lend.
    ///
    /// - Throws: `invalid_request` when strangers could reach the broker or there is no such role.
    nonisolated func vet(_ role: String) throws(ServiceError) {
        guard !role.isEmpty else { return }
        if case .beyond(let reason) = reach {
            throw Self.refusal("anonymous_role is for a broker that only this machine reaches: \(reason)")
        }
        guard gatekeeper.knows(role: role) else { throw Self.refusal("anonymous_role must be the name of a role") }
    }

    /// Puts the setting in force; empty is none.
    func apply(_ role: String) {
        let role = role.isEmpty ? nil : role
        guard role != wanted else { return }
        wanted = role
        switch (role, reach) {
        case (nil, _):
            gatekeeper.anonymousRole = nil
            logger.notice("clients without a login act with no role any more")
        case (let role?, .thisMachine):
            gatekeeper.anonymousRole = role
            logger.warning("clients of this machine act with a role without a login", metadata: ["role": "\(role)"])
        case (_?, .beyond(let reason)):
            gatekeeper.anonymousRole = nil
            logger.error("anonymous_role is set and not in force", metadata: ["reason": "\(reason)"])
        }
    }

    /// Whether clients need a login, as they should.
    nonisolated var check: HealthCheck { HealthCheck("anonymous_role") { [self] in await look() } }

    private func look() -> HealthCheckResult {
        guard let wanted else { return HealthCheckResult(.healthy) }
        if case .beyond(let reason) = reach {
            return HealthCheckResult(.degraded, "anonymous_role is set and not in force: \(reason)")
        }
        guard gatekeeper.knows(role: wanted) else {
            return HealthCheckResult(.degraded, "anonymous_role names a role that does not exist")
        }
        return HealthCheckResult(.degraded, "clients of this machine act as \(wanted) without a login")
    }

    private static func refusal(_ message: String) -> ServiceError {
        ServiceError(.invalidRequest, message, details: ["field": "config_value"])
    }
}
