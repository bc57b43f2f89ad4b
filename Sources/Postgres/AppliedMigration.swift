public import FoundationEssentials

/// The record of a migration in `schema_migrations`.
public struct AppliedMigration: Sendable, Equatable {
    /// Its number.
    public let version: Int
    /// The name of its file.
    public let name: String
    /// The version as the site writes it.
    public let label: String?
    /// SHA-256 of the file as it was then.
    public let checksum: String
    /// When it was applied.
    public let appliedAt: Date
    /// How long it took.
    public let executionTime: Duration
    /// Who applied it.
    public let appliedBy: String

    /// Describes a record.
    public init(
        version: Int, name: String, label: String?, checksum: String, appliedAt: Date, executionTime: Duration,
        appliedBy: String
    ) {
        self.version = version
        self.name = name
        self.label = label
        self.checksum = checksum
        self.appliedAt = appliedAt
        self.executionTime = executionTime
        self.appliedBy = appliedBy
    }

    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            version: try row.decode("version"), name: try row.decode("name"), label: try row.decode("label"),
            checksum: try row.decode("checksum"), appliedAt: try row.decode("applied_at"),
            executionTime: .milliseconds(try row.decode("execution_time_ms", as: Int.self)),
            appliedBy: try row.decode("applied_by"))
    }
}
