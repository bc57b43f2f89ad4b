import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension TelescopeQueries {
    private static let configColumns: SQL = """
        id, name, description, owner_id, owner_type, site_id, mount_type, settings, enabled, visibility, created_at, \
        updated_at
        """

    private static func config(_ row: PostgresRow) throws(PostgresError) -> TelescopeConfig {
        TelescopeConfig(
            id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
            description: try row.decode("description"), ownerID: try row.decode("owner_id", as: UUID.self).text,
            ownerType: try row.decode("owner_type"), siteID: try row.decode("site_id", as: UUID?.self)?.text,
            mountType: try row.decode("mount_type"), settings: try row.decode("settings"),
            enabled: try row.decode("enabled"), visibility: try row.decode("visibility"),
            createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"))
    }

    /// The site of a telescope whose request names none, when it is still there.
    static let defaultSite = UUID(uuid: (0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))

    /// Makes a telescope.
    func createConfig(
        _ request: ConfigCreateRequest, owner: TelescopePrincipal, visibility: TelescopeVisibility
    ) async throws(ServiceError) -> TelescopeConfig {
        let site: SQL =
            switch request.siteID {
            case .keep: "(select id from observatory_sites where id = \(Self.defaultSite))"
            case .clear: "null"
            case .set(let id): "\(id)"
            }
        let made = try await rows(
            """
            insert into telescope_configurations
                (name, description, owner_id, owner_type, site_id, mount_type, settings, enabled, visibility)
            values (\(request.name.text), \(request.description?.text), \(owner.id), \(owner.type), \(site),
                \(request.mountType), \(JSONValue.object(request.settings?.members ?? [:])), \(request.enabled ?? true),
                \(visibility))
            returning \(Self.configColumns)
            """, Self.config)
        guard let config = made.first else { throw ServiceError(.internal, "the telescope was not stored") }
        return config
    }

    /// Changes the fields of a telescope that a request names.
    func updateConfig(_ request: ConfigUpdateRequest) async throws(ServiceError) -> TelescopeConfig {
        var changes = Assignments()
        try changes.set("name", request.name) { $0.text }
        try changes.set("mount_type", request.mountType) { $0.rawValue }
        try changes.set("settings", request.settings) { $0.json }
        try changes.set("enabled", request.enabled) { $0 }
        try changes.set("visibility", request.visibility) { $0.rawValue }
        changes.setOrClear("site_id", request.siteID) { $0 }
        changes.setOrClear("description", request.description) { $0.text }
        guard !changes.isEmpty else { return try await config(request.id) }
        return try await one(
            "update telescope_configurations set \(changes.sql) where id = \(request.id) returning \(Self.configColumns)",
            request.id)
    }

    /// Removes a telescope on which nobody has a session, with its devices, grants and past sessions.
    ///
    /// - Returns: Whether it was removed; false when somebody has a session on it.
    func deleteConfig(_ id: UUID) async throws(ServiceError) -> Bool {
        try await execute(
            """
            delete from telescope_configurations where id = \(id) and not exists
                (select from telescope_sessions where telescope_id = \(id) and status = 'active')
            """) > 0
    }

    /// One telescope.
    func config(_ id: UUID) async throws(ServiceError) -> TelescopeConfig {
        try await one("select \(Self.configColumns) from telescope_configurations where id = \(id)", id)
    }

    /// A page of some telescopes, ordered by name.
    func configs(_ ids: [UUID], _ page: Page) async throws(ServiceError) -> [TelescopeConfig] {
        try await rows(
            """
            select \(Self.configColumns) from telescope_configurations
            where id = any(\(ids)) and (\(page.isFirst) or (name, id) > (\(page.key(0)), \(page.key(1))::uuid))
            order by name, id limit \(page.rows)
            """, Self.config)
    }

    /// Every telescope.
    func allConfigs() async throws(ServiceError) -> [TelescopeConfig] {
        try await rows("select \(Self.configColumns) from telescope_configurations", Self.config)
    }

    private func one(_ sql: SQL, _ id: UUID) async throws(ServiceError) -> TelescopeConfig {
        guard let config = try await rows(sql, Self.config).first else { throw TelescopeAccess.unknown(id) }
        return config
    }
}
