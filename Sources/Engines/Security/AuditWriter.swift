import FoundationEssentials
import Kernel
import Postgres

/// Puts records at the end of this node's chain, one batch after another.
actor AuditWriter {
    /// What became of a batch.
    enum Outcome {
        case written
        /// Another process of the same node was faster: try again at once.
        case raced
        /// The database is away, try again.
        case again(any Error)
        /// The database refuses something in the batch, now and for ever.
        case refused(any Error)
    }

    private let pool: PostgresPool
    private let node: String
    private let head: AuditHeadFile?
    private var chain: AuditChain?
    private var mayHoldWritten = true

    /// Makes the writer of a node; the file remembers where the chain ended.
    ///
    /// - Throws: `internal` when the file cannot be opened.
    init(pool: PostgresPool, node: String, head path: String? = nil) throws(ServiceError) {
        self.pool = pool
        self.node = node
        if let path {
            head = try AuditHeadFile(path: path)
        } else {
            head = nil
        }
    }

    /// Writes records in one statement; those that an earlier, interrupted attempt wrote after all are passed over.
    func write(_ records: [AuditRecord]) async -> Outcome {
        do {
            let records = mayHoldWritten ? try await unwritten(records) : records
            mayHoldWritten = false
            var chain = try await endOfChain()
            guard !records.isEmpty else { return .written }
            let links = try records.map { try chain.append($0) }
            // Until the answer is here, nobody knows whether the rows are there.
            self.chain = nil
            mayHoldWritten = true
            try await insert(links)
            mayHoldWritten = false
            self.chain = chain
            remember(chain)
            return .written
        } catch let error as PostgresError {
            if error.constraint == "audit_log_node_seq_key" || error.constraint == "audit_log_pkey" { return .raced }
            // Classes 22 and 23: the data themselves are bad (PostgreSQL manual, appendix A).
            guard let state = error.sqlState, state.hasPrefix("22") || state.hasPrefix("23") else {
                return .again(error)
            }
            return .refused(error)
        } catch is CancellationError {
            return .again(CancellationError())
        } catch {
            return .refused(error)
        }
    }

    /// The next batch may hold records that were written before this process started.
    func distrust() {
        mayHoldWritten = true
    }

    private func remember(_ chain: AuditChain) {
        // Without the file a cut-off end goes unnoticed until the next write of it; the rows themselves are safe.
        _ = head?.write(AuditHead(node: node, seq: chain.seq, hash: Digest.hex(chain.hash)))
    }

    private func endOfChain() async throws -> AuditChain {
        if let chain { return chain }
        let rows = try await pool.query(
            "select seq, hash from audit_log where node = \(node) order by seq desc limit 1")
        guard let row = rows.first else { return AuditChain(node: node) }
        return AuditChain(node: node, seq: try row.decode("seq"), hash: try row.decode("hash"))
    }

    private func unwritten(_ records: [AuditRecord]) async throws -> [AuditRecord] {
        let rows = try await pool.query("select id::text from audit_log where id = any(\(records.map(\.id))::uuid[])")
        let written = Set(try rows.map { try $0.decode("id", as: String.self) })
        return written.isEmpty ? records : records.filter { !written.contains($0.id) }
    }

    private func insert(_ links: [AuditChain.Link]) async throws {
        let text = try WireJSON.text(links)
        try await pool.execute(
            """
            insert into audit_log (id, node, seq, phase, at, principal, door, claimed_source, action, resource, decision,
                rule, outcome, correlation_id, details, previous_hash, hash)
            select id, node, seq, phase, at, principal, door, claimed_source, action, resource, decision, rule, outcome,
                correlation_id, details, decode(previous_hash, 'hex'), decode(hash, 'hex')
            from jsonb_to_recordset(\(text)::jsonb) as r (id uuid, node text, seq bigint, phase text, at timestamptz,
                principal text, door text, claimed_source text, action text, resource text, decision text, rule text,
                outcome text, correlation_id text, details jsonb, previous_hash text, hash text)
            order by seq
            """)
    }
}
