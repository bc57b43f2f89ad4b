public import FoundationEssentials
import Kernel

/// One numbered change of the schema.
public struct Migration: Sendable, Equatable {
    /// The number that orders it and under which it is recorded.
    public let version: Int
    /// The version as the site writes it, if it has its own way.
    public let label: String?
    /// The name of its file.
    public let name: String
    /// The statements.
    public let sql: Data

    /// Describes a migration.
    public init(version: Int, label: String? = nil, name: String, sql: Data) {
        self.version = version
        self.label = label
        self.name = name
        self.sql = sql
    }

    /// Reads the number in the file's name, such as `0101_users.sql`.
    /// - Throws: `MigrationError` `unnumbered` when it does not begin with digits.
    public init(file: String, label: String? = nil, sql: Data) throws(MigrationError) {
        let digits = file.prefix { $0.isASCII && $0.isNumber }
        guard let version = Int32(digits), version > 0 else { throw .unnumbered(file) }
        self.init(version: Int(version), label: label, name: file, sql: sql)
    }

    /// SHA-256 of the file's bytes, in hexadecimal.
    public var checksum: String { Digest.sha256Hex(sql) }
}
