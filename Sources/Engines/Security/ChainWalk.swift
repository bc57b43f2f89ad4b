import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// The way along one chain, from its checkpoint or its beginning.
struct ChainWalk {
    private let head: AuditHead?
    private var chain: AuditReport.Chain
    /// The last row that was met.
    private(set) var seq: Int64 = 0
    /// Its hash.
    private(set) var hash = [UInt8](repeating: 0, count: 32)
    private var hasMetHead = false

    /// Begins behind a checkpoint when there is one.
    ///
    /// - Parameters:
    ///   - node: Whose chain.
    ///   - head: Where the node remembers that it ends.
    ///   - standing: Its checkpoint.
    ///   - secrets: What the checkpoint was signed with; nil when that is not known here.
    init(node: String, head: AuditHead?, from standing: StandingCheckpoint?, secrets: SecretKeeper?) {
        self.head = head
        chain = AuditReport.Chain(node: node)
        guard let standing else { return }
        if let fault = standing.fault(secrets) { chain.faults.append(fault) }
        seq = standing.checkpoint.seq
        hash = standing.hash
        chain.archived = seq
        // What is behind a good checkpoint was met by the one who made it.
        hasMetHead = chain.faults.isEmpty && head.map { $0.seq <= seq } ?? false
    }

    /// Goes one row further.
    ///
    /// - Parameter row: With the columns of `AuditVerifier.columns`.
    /// - Throws: `PostgresError` for a row that cannot be read.
    mutating func step(_ row: PostgresRow) throws {
        let next: Int64 = try row.decode("seq")
        let found: [UInt8] = try row.decode("hash")
        let (expected, _) = seq.addingReportingOverflow(1)
        if next != expected {
            chain.faults.append("rows \(expected) to \(next - 1) are missing")
        } else if try row.decode("previous_hash", as: [UInt8].self) != hash {
            chain.faults.append("row \(next) does not follow the row before it")
        }
        if try Self.hash(of: row) != found { chain.faults.append("row \(next) was changed") }
        if next == head?.seq {
            hasMetHead = true
            if Digest.hex(found) != head?.hash { chain.faults.append("row \(next) is not the one that the node wrote") }
        }
        (seq, hash) = (next, found)
        chain.rows += 1
    }

    /// What was found.
    func end() -> AuditReport.Chain {
        var chain = chain
        chain.endIsKnown = head != nil
        guard let head, !hasMetHead else { return chain }
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
