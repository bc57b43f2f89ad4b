import FoundationEssentials
import Kernel

/// The end of a node's chain of audit rows: each row's hash covers the row and the hash before it.
struct AuditChain: Sendable {
    /// A record in its place in the chain, as JSON with its keys in order.
    struct Row: Encodable, Sendable {
        private enum CodingKeys: String, CodingKey {
            case node, seq
        }

        let record: AuditRecord
        let node: String
        let seq: Int64

        func encode(to encoder: any Encoder) throws {
            try record.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(node, forKey: .node)
            try container.encode(seq, forKey: .seq)
        }
    }

    /// A row together with its link to the row before.
    struct Link: Encodable, Sendable {
        private enum CodingKeys: String, CodingKey {
            case hash
            case previousHash = "previous_hash"
        }

        let row: Row
        let previousHash: [UInt8]
        let hash: [UInt8]

        func encode(to encoder: any Encoder) throws {
            try row.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(Digest.hex(previousHash), forKey: .previousHash)
            try container.encode(Digest.hex(hash), forKey: .hash)
        }
    }

    let node: String
    /// The number of the last row, 0 before the first.
    private(set) var seq: Int64 = 0
    /// The hash of the last row, zeros before the first.
    private(set) var hash = [UInt8](repeating: 0, count: 32)

    /// A chain without rows.
    init(node: String) {
        self.node = node
    }

    /// A chain that ends with a stored row.
    init(node: String, seq: Int64, hash: [UInt8]) {
        self.node = node
        self.seq = seq
        self.hash = hash
    }

    /// The chain that ended where a node remembers it; nil when no chain ends there.
    init?(_ head: AuditHead) {
        guard (1..<Int64.max).contains(head.seq), let hash = head.digest else { return nil }
        self.init(node: head.node, seq: head.seq, hash: hash)
    }

    /// Its end, as the node remembers it.
    var head: AuditHead { AuditHead(node: node, seq: seq, hash: Digest.hex(hash)) }

    /// Puts a record at the end.
    ///
    /// - Parameter record: What is recorded.
    /// - Returns: The row to store.
    /// - Throws: `EncodingError` when the record cannot be written as JSON; `internal` behind the last number there is.
    mutating func append(_ record: AuditRecord) throws -> Link {
        let (next, isTooLarge) = seq.addingReportingOverflow(1)
        // Nobody writes so many rows, but a row can be forged.
        guard !isTooLarge else { throw ServiceError(.internal, "the chain of \(node) takes no more rows") }
        let row = Row(record: record, node: node, seq: next)
        let link = Link(row: row, previousHash: hash, hash: try Self.hash(of: row, after: hash))
        seq = row.seq
        hash = link.hash
        return link
    }

    /// The hash of a row after another: SHA-256 over the previous hash and the row's JSON with its keys in order.
    static func hash(of row: Row, after previous: [UInt8]) throws -> [UInt8] {
        Digest.sha256(Data(previous) + (try WireJSON.encodeSorted(row)))
    }
}
