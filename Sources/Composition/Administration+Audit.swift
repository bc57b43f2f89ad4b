import Access
import FoundationEssentials
import Glibc
import Kernel
import Logging
import Postgres
import SecurityEngines

extension Administration {
    /// Does on the node's own machine what changes something, with a row in the node's audit trail before and after it.
    ///
    /// - Parameters:
    ///   - action: What is done, as the operator spells it: `admin/reset-password`.
    ///   - resource: What it is done to, never a secret.
    ///   - node: The node whose chain takes the rows; its process may write there at the same time.
    ///   - pool: The database.
    ///   - logger: Where trouble is told.
    ///   - work: What is done once the first row is committed.
    /// - Returns: What the work returns.
    /// - Throws: `unavailable` when the row cannot be written, and what the work throws.
    static func audited<Value: Sendable>(
        _ action: String, on resource: String?, node: String, _ pool: PostgresPool, _ logger: Logger,
        _ work: () async throws -> Value
    ) async throws -> Value {
        let trail = try PostgresAuditTrail(pool: pool, node: node, logger: logger)
        let writing = Task { try await trail.run() }
        defer { writing.cancel() }
        var entry = AuditEntry(
            phase: .intent, at: Date(), principal: "uid:\(geteuid())", door: .control, claimedSource: nil,
            action: action,
            resource: resource, decision: "allow", rule: "the node's own machine", outcome: nil,
            correlationID: Identifier.unique())
        try await trail.intend(entry)
        (entry.phase, entry.outcome) = (.outcome, "success")
        let result: Result<Value, any Error>
        do {
            result = .success(try await work())
        } catch {
            entry.outcome = ServiceError(wrapping: error).code.rawValue
            result = .failure(error)
        }
        entry.at = Date()
        trail.conclude(entry)
        try await trail.drain()
        return try result.get()
    }
}
