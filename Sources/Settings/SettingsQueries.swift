import FoundationEssentials
import Kernel
import Postgres

extension PostgresExecutor {
    /// The rows of some coordinators, by coordinator and key.
    func settings(of coordinators: [String]) async throws(PostgresError) -> [String: [String: CoordinatorSettings.Row]]
    {
        let result = try await query(
            """
            SELECT coordinator_name, config_key, config_value, is_secret, updated_at, updated_by
            FROM coordinator_config WHERE coordinator_name = ANY(\(coordinators))
            """)
        var rows: [String: [String: CoordinatorSettings.Row]] = [:]
        for row in result {
            let coordinator: String = try row.decode("coordinator_name")
            let key: String = try row.decode("config_key")
            rows[coordinator, default: [:]][key] = try CoordinatorSettings.Row(row)
        }
        return rows
    }

    /// Writes a value; history and notification are the table's triggers, so all of it is one transaction.
    func write(
        _ value: JSONValue, of key: AnySettingKey, of coordinator: String, by principal: String
    ) async throws(PostgresError) -> CoordinatorSettings.Row {
        let result = try await query(
            """
            INSERT INTO coordinator_config
                (coordinator_name, config_key, config_value, config_type, description, is_secret, updated_by)
            VALUES (\(coordinator), \(key.name), \(value), \(key.type.rawValue), \(key.description), \(key.isSecret),
                \(principal))
            ON CONFLICT (coordinator_name, config_key) DO UPDATE SET
                config_value = EXCLUDED.config_value, config_type = EXCLUDED.config_type,
                description = EXCLUDED.description, is_secret = EXCLUDED.is_secret OR coordinator_config.is_secret,
                updated_by = EXCLUDED.updated_by
            RETURNING config_value, is_secret, updated_at, updated_by
            """)
        guard let row = result.first else { throw PostgresError(.decoding, "an insertion returned no row") }
        return try CoordinatorSettings.Row(row)
    }

    /// The history of a coordinator's settings, the latest first.
    func changes(of coordinator: String, key: String?, limit: Int) async throws(PostgresError) -> [SettingChange] {
        let result = try await query(
            """
            SELECT config_key, old_value, new_value, operation, changed_by, changed_at
            FROM coordinator_config_history
            WHERE coordinator_name = \(coordinator) AND (\(key)::text IS NULL OR config_key = \(key))
            ORDER BY changed_at DESC LIMIT \(limit)
            """)
        var changes: [SettingChange] = []
        for row in result { changes.append(try SettingChange(row)) }
        return changes
    }
}

extension CoordinatorSettings.Row {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            value: try row.decode("config_value"), isSecret: try row.decode("is_secret"),
            updatedAt: try row.decode("updated_at"), updatedBy: try row.decode("updated_by"))
    }
}

extension SettingChange {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            key: try row.decode("config_key"), oldValue: try row.decode("old_value"),
            newValue: try row.decode("new_value"), operation: try row.decode("operation"),
            changedBy: try row.decode("changed_by"), changedAt: try row.decode("changed_at"))
    }
}
