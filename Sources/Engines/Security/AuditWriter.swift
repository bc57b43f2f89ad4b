import FoundationEssentials
import Kernel
import Logging
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
    private let logger: Logger
    /// Where the next row goes; nil when the database must say.
    private var chain: AuditChain?
    /// Where this node's rows ended, as it remembers it.
    private var ended: AuditChain?
    private var mayHoldWritten = true

    /// What is wrong with the end of the chain, in words.
    private(set) var fault: String?

    /// Makes the writer of a node.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - node: The node's name, which its chain bears.
    ///   - path: A file that remembers where the chain ended; nil for none.
    ///   - logger: Where trouble is told.
    /// - Throws: `internal` when the file cannot be opened.
    init(pool: PostgresPool, node: String, head path: String? = nil, logger: Logger) throws(ServiceError) {
        self.pool = pool
        self.node = node
        self.logger = logger
        guard let path else {
            head = nil
            return
        }
        head = try AuditHeadFile(path: path)
        do {
            // The end of somebody else's chain says nothing: the node had another name.
            guard let read = try AuditHead.read(path), read.node == node else { return }
            ended = AuditChain(read)
            if ended == nil { fault = "\(path) does not say where the audit trail of this node ended" }
        } catch {
            // Rows are written all the same: a file that was lost must not keep the node from its work.
            fault = error.message
        }
        if let fault { logger.error("the end of the audit trail is not known", metadata: ["fault": "\(fault)"]) }
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
        ended = chain
        // Without the file a cut-off end goes unnoticed until the next write of it; the rows themselves are safe.
        _ = head?.write(chain.head)
    }

    /// Where the next row goes: behind the last one in the database, if what this node wrote before is there.
    ///
    /// If it is not, the next row follows the one that is missing, so that the gap stays in the chain for good. A database
    /// that was restored from a backup looks the same, and lacks rows as well.
    private func endOfChain() async throws -> AuditChain {
        if let chain { return chain }
        let rows = try await pool.query(
            "select seq, hash from audit_log where node = \(node) order by seq desc limit 1")
        var stored = AuditChain(node: node)
        if let row = rows.first {
            stored = AuditChain(node: node, seq: try row.decode("seq"), hash: try row.decode("hash"))
        }
        guard let ended, try await !isThere(ended) else { return stored }
        if fault == nil {
            fault = "row \(ended.seq), which this node wrote, is not there; the last one is row \(stored.seq)"
            logger.error(
                "audit rows of this node are gone: they were removed, or an older database was brought back",
                metadata: ["seq": "\(ended.seq)", "last": "\(stored.seq)"])
        }
        return AuditChain(node: node, seq: max(stored.seq, ended.seq), hash: ended.hash)
    }

    /// Whether a row of this node is in the table or behind a checkpoint.
    private func isThere(_ end: AuditChain) async throws -> Bool {
        let rows = try await pool.query(
            """
            select exists (select 1 from audit_log
                    where node = \(node) and seq = \(end.seq)::bigint and hash = \(Data(end.hash)))
                or exists (select 1 from audit_checkpoints where node = \(node) and seq >= \(end.seq)::bigint)
                as is_there
            """)
        return try rows.first?.decode("is_there", as: Bool.self) ?? false
    }

    /// The records that the table does not have, each once: a file may hold one twice.
    private func unwritten(_ records: [AuditRecord]) async throws -> [AuditRecord] {
        let rows = try await pool.query("select id::text from audit_log where id = any(\(records.map(\.id))::uuid[])")
        var known = Set(try rows.map { try $0.decode("id", as: String.self) })
        return records.filter { known.insert($0.id).inserted }
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
