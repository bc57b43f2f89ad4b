import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension ServiceTable {
    /// The table `services`.
    static func postgres(_ database: any PostgresExecutor) -> ServiceTable {
        ServiceTable(
            load: {
                try await mapped { () async throws(PostgresError) in
                    try await database.query(
                        "select id, name, status, endpoint, registered_at, last_heartbeat, metadata from services order by id"
                    ).map(entry)
                }
            },
            save: { entry in
                _ = try await mapped { () async throws(PostgresError) in
                    try await database.execute(
                        """
                        insert into services (id, name, status, endpoint, registered_at, last_heartbeat, metadata)
                        values (\(entry.id), \(entry.name), \(entry.status), \(entry.endpoint), \(entry.registeredAt),
                            \(entry.lastHeartbeat), \(JSONValue.object(entry.metadata)))
                        on conflict (id) do update set name = excluded.name, status = excluded.status,
                            endpoint = excluded.endpoint, registered_at = excluded.registered_at,
                            last_heartbeat = excluded.last_heartbeat, metadata = excluded.metadata
                        """)
                }
            },
            touch: { entries in
                // One statement for all: a flood of heartbeats is one write.
                let rows = JSONValue.array(
                    entries.map { entry in
                        [
                            "id": .string(entry.id), "status": .string(entry.status.rawValue),
                            "last_heartbeat": entry.lastHeartbeat.map { .string(Timestamp.text($0)) } ?? .null,
                        ]
                    })
                _ = try await mapped { () async throws(PostgresError) in
                    try await database.execute(
                        """
                        update services set status = heard.status, last_heartbeat = heard.last_heartbeat
                        from jsonb_to_recordset(\(rows)) as heard (id text, status text, last_heartbeat timestamptz)
                        where services.id = heard.id
                        """)
                }
            },
            remove: { id in
                _ = try await mapped { () async throws(PostgresError) in
                    try await database.execute("delete from services where id = \(id)")
                }
            })
    }

    @Sendable private static func entry(_ row: PostgresRow) throws(PostgresError) -> ServiceEntry {
        ServiceEntry(
            id: try row.decode("id"), name: try row.decode("name"), status: try row.decode("status"),
            endpoint: try row.decode("endpoint"), registeredAt: try row.decode("registered_at"),
            lastHeartbeat: try row.decode("last_heartbeat"),
            metadata: try row.decode("metadata", as: JSONValue.self).members ?? [:])
    }

    private static func mapped<Value>(
        _ work: () async throws(PostgresError) -> Value
    ) async throws(ServiceError) -> Value {
        do {
            return try await work()
        } catch {
            throw ServiceError(error)
        }
    }
}
