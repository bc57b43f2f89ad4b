/// What has to be applied to a database, decided from what it has and what the program has.
struct MigrationPlan {
    /// The migrations that are missing, by number, also those below the highest applied.
    let missing: [Migration]

    init(_ migrations: [Migration], applied: [AppliedMigration]) throws(MigrationError) {
        let migrations = migrations.sorted { $0.version < $1.version }
        for (first, second) in zip(migrations, migrations.dropFirst()) where first.version == second.version {
            throw .duplicate(version: first.version, first: first.name, second: second.name)
        }
        let records = Dictionary(applied.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
        let unknown = Set(records.keys).subtracting(migrations.map(\.version))
        guard unknown.isEmpty else { throw .newer(versions: unknown.sorted()) }
        var missing: [Migration] = []
        for migration in migrations {
            guard let record = records[migration.version] else {
                missing.append(migration)
                continue
            }
            let checksum = migration.checksum
            guard record.checksum == checksum else {
                throw .changed(
                    file: migration.name, version: migration.version, recorded: record.checksum, found: checksum)
            }
        }
        self.missing = missing
    }
}
