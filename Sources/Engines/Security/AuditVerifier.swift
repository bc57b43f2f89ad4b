import FoundationEssentials
public import Kernel
public import Postgres

/// Follows the chains of the audit trail from their beginning, and finds rows that were changed, left out or cut off.
public struct AuditVerifier: Sendable {
    private static let rowsAtOnce = 1000

    private let database: SecurityDatabase

    /// Makes a verifier over a database.
    public init(pool: PostgresPool) {
        database = SecurityDatabase(pool: pool)
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

    private func nodes() async throws(ServiceError) -> [String] {
        let rows = try await database.query("select distinct node from audit_log")
        do {
            return try rows.map { row throws(PostgresError) in try row.decode("node") }
        } catch {
            throw ServiceError(error)
        }
    }

    private func follow(_ node: String, to head: AuditHead?) async throws(ServiceError) -> AuditReport.Chain {
        var walk = ChainWalk(node: node, head: head)
        while true {
            let rows = try await database.query(
                """
                select (to_jsonb(a) - 'hash' - 'previous_hash' - 'at') as row, at, seq, hash, previous_hash
                from audit_log a where node = \(node) and seq > \(walk.seq)::bigint
                order by seq limit \(Self.rowsAtOnce)::bigint
                """)
            do {
                for row in rows { try walk.step(row) }
            } catch {
                throw AccountSecurityEngine.mapped(error)
            }
            guard rows.count == Self.rowsAtOnce else { break }
        }
        return walk.end()
    }
}

/// The way along one chain.
private struct ChainWalk {
    private let head: AuditHead?
    private var chain: AuditReport.Chain
    private(set) var seq: Int64 = 0
    private var previous = [UInt8](repeating: 0, count: 32)
    private var hasMetHead = false

    init(node: String, head: AuditHead?) {
        self.head = head
        chain = AuditReport.Chain(node: node)
    }

    mutating func step(_ row: PostgresRow) throws {
        let next: Int64 = try row.decode("seq")
        let hash: [UInt8] = try row.decode("hash")
        let (expected, _) = seq.addingReportingOverflow(1)
        if next != expected {
            chain.faults.append("rows \(expected) to \(next - 1) are missing")
        } else if try row.decode("previous_hash", as: [UInt8].self) != previous {
            chain.faults.append("row \(next) does not follow the row before it")
        }
        if try Self.hash(of: row) != hash { chain.faults.append("row \(next) was changed") }
        if next == head?.seq {
            hasMetHead = true
            if Digest.hex(hash) != head?.hash { chain.faults.append("row \(next) is not the one that the node wrote") }
        }
        (seq, previous) = (next, hash)
        chain.rows += 1
    }

    func end() -> AuditReport.Chain {
        guard let head, !hasMetHead else { return chain }
        var chain = chain
        chain.faults.append("the chain ends at row \(seq); the node wrote row \(head.seq)")
        return chain
    }

    /// The hash that a row should have: over the hash it names as the one before, and its columns that are not null.
    private static func hash(of row: PostgresRow) throws -> [UInt8] {
        var members = try row.decode("row", as: JSONValue.self).members ?? [:]
        members["at"] = .string(Timestamp.text(try row.decode("at")))
        members = members.filter { $0.value != .null }
        let previous: [UInt8] = try row.decode("previous_hash")
        return Digest.sha256(Data(previous) + (try WireJSON.encodeSorted(members)))
    }
}
