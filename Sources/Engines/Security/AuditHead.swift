import FoundationEssentials
import Kernel

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

    /// Reads the file of a node; nil when there is none or it cannot be read.
    public static func read(_ path: String) -> AuditHead? {
        FileManager.default.contents(atPath: path).flatMap { try? WireJSON.decode(AuditHead.self, from: $0) }
    }

    /// Writes the file of a node in place of an older one.
    ///
    /// - Parameter path: Where it is.
    /// - Returns: False when it could not be written.
    func write(_ path: String) -> Bool {
        guard let bytes = try? WireJSON.encode(self) else { return false }
        do {
            try bytes.write(to: URL(filePath: path), options: .atomic)
            return true
        } catch {
            return false
        }
    }
}
