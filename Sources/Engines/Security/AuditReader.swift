public import Contracts
import FoundationEssentials
public import Kernel
public import Postgres

/// Reads the audit trail of all nodes.
public struct AuditReader: Sendable {
    private let database: ServiceDatabase

    /// Makes a reader over a database.
    public init(pool: PostgresPool) {
        database = ServiceDatabase(pool: pool)
    }

    /// Lines of the trail, the newest first.
    ///
    /// - Parameter request: Which of them.
    /// - Returns: The lines, and where to go on when there is more.
    /// - Throws: `invalid_request` for a cursor of another list, or what a failure of the database means.
    public func lines(_ request: AuditListRequest) async throws(ServiceError) -> AuditListReply {
        let limit = (request.limit ?? .standard).count
        let position = try Self.position(request.cursor)
        let rows = try await database.query(
            """
            select node, seq, phase, at, principal, door, claimed_source, action, resource, decision, rule, outcome,
                correlation_id, details, (extract(epoch from at) * 1000000)::bigint as moment
            from audit_log
            where (\(request.since)::timestamptz is null or at >= \(request.since)::timestamptz)
                and (\(request.until)::timestamptz is null or at < \(request.until)::timestamptz)
                and (\(request.userID.map { "user:" + $0.text })::text is null
                    or principal = \(request.userID.map { "user:" + $0.text })::text)
                and (\(request.action?.text)::text is null or action = \(request.action?.text)::text)
                and (\(position?.moment)::bigint is null
                    or ((extract(epoch from at) * 1000000)::bigint, node, seq)
                        < (\(position?.moment)::bigint, \(position?.node)::text, \(position?.seq)::bigint))
            order by (extract(epoch from at) * 1000000)::bigint desc, node desc, seq desc limit \(limit + 1)::bigint
            """)
        do {
            let lines = try rows.prefix(limit).map(Self.line)
            guard rows.count > limit, let last = rows.prefix(limit).last else { return AuditListReply(entries: lines) }
            let keys = [
                String(try last.decode("moment", as: Int64.self)), try last.decode("node", as: String.self),
                String(try last.decode("seq", as: Int64.self)),
            ]
            return AuditListReply(entries: lines, nextCursor: PageCursor(keys))
        } catch {
            throw AccountSecurityEngine.mapped(error)
        }
    }

    private struct Position {
        let moment: Int64
        let node: String
        let seq: Int64
    }

    private static func position(_ cursor: PageCursor?) throws(ServiceError) -> Position? {
        guard let keys = cursor?.keys else { return nil }
        guard keys.count == 3, let moment = Int64(keys[0]), let seq = Int64(keys[2]) else {
            throw ServiceError(.invalidRequest, "field cursor is the next_cursor of another list")
        }
        return Position(moment: moment, node: keys[1], seq: seq)
    }

    private static func line(_ row: PostgresRow) throws(PostgresError) -> AuditLine {
        AuditLine(
            node: try row.decode("node"), seq: try row.decode("seq"), phase: try row.decode("phase"),
            at: try row.decode("at"), principal: try row.decode("principal"), door: try row.decode("door"),
            claimedSource: try row.decode("claimed_source"), action: try row.decode("action"),
            resource: try row.decode("resource"), decision: try row.decode("decision"), rule: try row.decode("rule"),
            outcome: try row.decode("outcome"), correlationID: try row.decode("correlation_id"),
            details: try row.decode("details"))
    }
}
