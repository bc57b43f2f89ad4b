import FoundationEssentials
import Kernel
import Postgres
import Secrets

/// What stands in the place of the oldest part of a node's chain.
struct AuditCheckpoint: Encodable, Sendable, Equatable {
    private enum CodingKeys: String, CodingKey {
        case node, seq, hash
        case firstAt = "first_at"
        case lastAt = "last_at"
        case madeAt = "made_at"
        case keyID = "key_id"
    }

    let node: String
    /// The last row behind it, and how many lie there.
    let seq: Int64
    /// The hash of that row, in hexadecimal digits.
    let hash: String
    let firstAt: Date
    let lastAt: Date
    let madeAt: Date
    /// The key that it is signed under.
    let keyID: String

    /// Describes the part of a chain that is to go.
    init(node: String, seq: Int64, hash: [UInt8], firstAt: Date, lastAt: Date, madeAt: Date, keyID: String) {
        self.node = node
        self.seq = seq
        self.hash = Digest.hex(hash)
        self.firstAt = firstAt
        self.lastAt = lastAt
        // As precise as it is signed, so that it reads back as the same.
        self.madeAt = Date(timeIntervalSince1970: (madeAt.timeIntervalSince1970 * 1000).rounded() / 1000)
        self.keyID = keyID
    }

    /// Reads a row of `audit_checkpoints`.
    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            node: try row.decode("node"), seq: try row.decode("seq"), hash: try row.decode("hash"),
            firstAt: try row.decode("first_at"), lastAt: try row.decode("last_at"), madeAt: try row.decode("made_at"),
            keyID: try row.decode("key_id"))
    }

    /// Signs it with the installation's key.
    func signature(_ secrets: SecretKeeper) throws -> Data {
        try secrets.code(of: WireJSON.encodeSorted(self), for: .checkpoint, under: keyID)
    }
}
