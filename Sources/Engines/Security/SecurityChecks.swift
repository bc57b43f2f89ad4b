public import Health
import Kernel
import Postgres
import Synchronization

extension AppSecurityEngine {
    /// Whether tokens can be issued and are checked against a fresh copy.
    public nonisolated var check: HealthCheck {
        HealthCheck("app_security_engine") { [gatekeeper] in
            let snapshot = gatekeeper.snapshot
            guard !snapshot.keys.isEmpty else { return HealthCheckResult(.unhealthy, "no signing key is known") }
            guard snapshot.missingKeys.isEmpty else {
                let names = snapshot.missingKeys.sorted().joined(separator: ", ")
                return HealthCheckResult(
                    .degraded, "signing keys cannot be read: \(names) is not in this node's key file")
            }
            guard let silence = gatekeeper.unheardFor else {
                return HealthCheckResult(
                    .healthy,
                    details: [
                        "users": .integer(Int64(snapshot.userCount)),
                        "api_keys": .integer(Int64(snapshot.apiKeys.count)),
                    ])
            }
            return HealthCheckResult(
                .degraded, "changes of accounts are not heard", details: ["unheard_seconds": .number(silence.seconds)])
        }
    }
}

extension AccountSecurityEngine {
    /// Whether passwords can be checked.
    public nonisolated var check: HealthCheck {
        HealthCheck("account_security_engine") { [self] in
            var details: [String: JSONValue] = [
                "hashes_computed": .integer(Int64(await hashesComputed)),
                "hashes_waiting": .integer(Int64(await hashesWaiting)),
            ]
            do {
                let locked = try await accountsWithMissingKey()
                let delayed = try await delayedNames()
                details["names_delayed"] = .integer(Int64(delayed))
                guard locked == 0 else {
                    return HealthCheckResult(
                        .degraded,
                        "\(locked) accounts cannot log in: their password's key is not in this node's key file",
                        details: details)
                }
                guard delayed > 0 else { return HealthCheckResult(.healthy, details: details) }
                return HealthCheckResult(
                    .healthy, "\(delayed) account\(delayed == 1 ? "" : "s") delayed after wrong passwords",
                    details: details)
            } catch {
                return HealthCheckResult(.unhealthy, "accounts cannot be read", details: details)
            }
        }
    }
}

extension PostgresAuditTrail {
    /// Whether audit rows reach the database, and whether any were lost.
    public var check: HealthCheck {
        HealthCheck("audit_trail") { [self] in
            let (waiting, dropped, refused, unspooled, isAway) = state.withLock { state in
                (state.buffered, state.dropped, state.refused, state.unspooled, state.isAway)
            }
            let details: [String: JSONValue] = [
                "waiting": .integer(Int64(waiting)), "dropped": .integer(Int64(dropped)),
                "refused": .integer(Int64(refused)), "unspooled": .integer(Int64(unspooled)),
            ]
            if unspooled > 0 {
                return HealthCheckResult(
                    .degraded, "audit rows wait in memory only: their file takes no more", details: details)
            }
            if isAway { return HealthCheckResult(.degraded, "the audit trail cannot be written", details: details) }
            guard dropped == 0, refused == 0 else {
                return HealthCheckResult(.degraded, "audit rows were lost", details: details)
            }
            guard let fault = await writer.fault else { return HealthCheckResult(.healthy, details: details) }
            return HealthCheckResult(
                .degraded, "the audit trail does not end where this node remembers; see bigskies audit verify",
                details: details.merging(["fault": .string(fault)]) { $1 })
        }
    }
}
