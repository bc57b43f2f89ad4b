import FoundationEssentials
public import Kernel
public import Postgres
public import Secrets

/// Follows the chains of the audit trail from their beginning or their checkpoint, and finds rows that were changed, left
/// out or cut off, and checkpoints that were not made by this installation.
public struct AuditVerifier: Sendable {
    private static let rowsAtOnce = 1000

    /// What a row of the trail is followed by.
    static let columns: SQL = """
        (to_jsonb(a) - 'hash' - 'previous_hash' - 'at') as row, at, seq, hash, previous_hash
        """

    private let database: ServiceDatabase
    private let secrets: SecretKeeper?

    /// Makes a verifier over a database.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - secrets: What checkpoints are signed with; without it none is believed.
    public init(pool: PostgresPool, secrets: SecretKeeper? = nil) {
        database = ServiceDatabase(pool: pool)
        self.secrets = secrets
    }

    /// Follows all chains, or one.
    ///
    /// - Parameters:
    ///   - node: The node whose chain is followed; all when nil.
    ///   - heads: Where nodes remember that their chains ended.
    /// - Returns: What was found.
    /// - Throws: `not_found` when the node wrote nothing, or what a failure of the database means.
    public func verify(node: String? = nil, heads: [AuditHead] = []) async throws(ServiceError) -> AuditReport {
        let known = try await nodes()
        let wanted = Set(node.map { [$0] } ?? known + heads.map(\.node)).sorted()
        guard node == nil || known.contains(wanted[0]) || heads.contains(where: { $0.node == wanted[0] }) else {
            throw ServiceError(.notFound, "no audit row was written by a node \(wanted[0])")
        }
        var chains: [AuditReport.Chain] = []
        for name in wanted { chains.append(try await follow(name, to: heads.first { $0.node == name })) }
        return AuditReport(chains: chains)
    }

    /// The checkpoint from which a node's chain goes on; nil when it goes on from its beginning.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - executor: What reads it.
    /// - Returns: The checkpoint.
    /// - Throws: `PostgresError` when it cannot be read.
    static func checkpoint(of node: String, in executor: some PostgresExecutor) async throws(PostgresError)
        -> StandingCheckpoint?
    {
        let rows = try await executor.query(
            """
            select c.*, (select count(*) from audit_log a where a.node = c.node and a.seq <= c.seq) as rows_behind
            from audit_checkpoints c where node = \(node) order by seq desc limit 1
            """)
        return try rows.first.map { row throws(PostgresError) in try StandingCheckpoint(row) }
    }

    private func nodes() async throws(ServiceError) -> [String] {
        let rows = try await database.query(
            "select node from audit_log union select node from audit_checkpoints order by node")
        do {
            return try rows.map { row throws(PostgresError) in try row.decode("node") }
        } catch {
            throw ServiceError(error)
        }
    }

    private func follow(_ node: String, to head: AuditHead?) async throws(ServiceError) -> AuditReport.Chain {
        try await database.transaction { transaction in
            // Checkpoint and rows of one moment: an archiver at work would leave a gap between them.
            try await transaction.execute("set transaction isolation level repeatable read, read only")
            let checkpoint = try await Self.checkpoint(of: node, in: transaction)
            var walk = ChainWalk(node: node, head: head, from: checkpoint, secrets: secrets)
            while true {
                let rows = try await transaction.query(
                    """
                    select \(Self.columns) from audit_log a where node = \(node) and seq > \(walk.seq)::bigint
                    order by seq limit \(Self.rowsAtOnce)::bigint
                    """)
                for row in rows { try walk.step(row) }
                guard rows.count == Self.rowsAtOnce else { break }
            }
            return walk.end()
        }
    }
}
