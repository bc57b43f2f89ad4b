import Contracts
import Postgres

/// What a server says of itself.
struct DatastoreFacts {
    let version: String
    let size: Int64
    let migrations: [DatastoreStatus.Migration]
}

extension PostgresExecutor {
    /// Asks the server for its version, the size of the database and what was applied to it.
    func facts() async throws(PostgresError) -> DatastoreFacts {
        let about = try await query(
            """
            select current_setting('server_version') as version, pg_database_size(current_database()) as size,
                to_regclass('schema_migrations') is not null as is_migrated
            """)
        guard let row = about.first else { throw PostgresError(.decoding, "the server says nothing of itself") }
        var migrations: [DatastoreStatus.Migration] = []
        if try row.decode("is_migrated", as: Bool.self) {
            migrations = try await query("select version, name, applied_at from schema_migrations order by version")
                .map { row throws(PostgresError) in
                    DatastoreStatus.Migration(
                        version: try row.decode("version"), name: try row.decode("name"),
                        appliedAt: try row.decode("applied_at"))
                }
        }
        return DatastoreFacts(
            version: try row.decode("version"), size: try row.decode("size"), migrations: migrations)
    }
}
