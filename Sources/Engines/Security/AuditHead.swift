import FoundationEssentials
public import Kernel

/// The end of a node's chain as the node itself remembers it, outside of the database: rows that were cut off the end of
/// the chain leave no gap, so only somebody who knows where it ended can miss them.
public struct AuditHead: Codable, Sendable, Equatable {
    /// The node.
    public let node: String
    /// The number of the last row.
    public let seq: Int64
    /// The hash of the last row, in hexadecimal digits.
    public let hash: String

    /// Describes the end of a chain.
    public init(node: String, seq: Int64, hash: String) {
        self.node = node
        self.seq = seq
        self.hash = hash
    }

    /// The hash as bytes; nil when it is none.
    var digest: [UInt8]? {
        let digits = hash.compactMap(\.hexDigitValue)
        guard hash.utf8.count == 64, digits.count == 64 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }

    /// Reads the file of a node.
    ///
    /// - Parameter path: Where it is.
    /// - Returns: The end of the chain; nil when there is no file, because nothing was written yet.
    /// - Throws: `invalid_state` naming the file when it holds something else.
    public static func read(_ path: String) throws(ServiceError) -> AuditHead? {
        guard let bytes = FileManager.default.contents(atPath: path), !bytes.isEmpty else { return nil }
        do {
            return try WireJSON.decode(AuditHead.self, from: bytes)
        } catch {
            throw ServiceError(
                .invalidState, "\(path) does not say where the audit trail of this node ended", cause: error)
        }
    }
}
