/// How far a database is.
public struct MigrationStatus: Sendable {
    /// The records of the database, by number.
    public let applied: [AppliedMigration]
    /// What is still to be applied, in this order.
    public let missing: [Migration]
}
