import Contracts
import FoundationEssentials
import Kernel
import Postgres

extension TelescopeQueries {
    private static let siteColumns: SQL = """
        id, name, description, latitude, longitude, elevation, timezone, horizon, minimum_altitude, created_at, updated_at
        """

    private static func site(_ row: PostgresRow) throws(PostgresError) -> Site {
        Site(
            id: try row.decode("id", as: UUID.self).text, name: try row.decode("name"),
            description: try row.decode("description"), latitude: try row.decode("latitude"),
            longitude: try row.decode("longitude"), elevation: try row.decode("elevation"),
            timezone: try row.decode("timezone"), horizon: try row.decode("horizon"),
            minimumAltitude: try row.decode("minimum_altitude"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }

    /// Makes a site.
    func createSite(_ request: SiteCreateRequest) async throws(ServiceError) -> Site {
        try await checkTimeZone(request.timezone)
        return try await one(
            """
            insert into observatory_sites
                (name, description, latitude, longitude, elevation, timezone, horizon, minimum_altitude)
            values (\(request.name.text), \(request.description?.text), \(request.latitude.value),
                \(request.longitude.value), \(request.elevation.value), \(request.timezone.text), \(request.horizon?.json),
                \(request.minimumAltitude?.value ?? 10))
            returning \(Self.siteColumns)
            """)
    }

    /// Changes the fields of a site that a request names.
    func updateSite(_ request: SiteUpdateRequest) async throws(ServiceError) -> Site {
        if case .set(let name) = request.timezone { try await checkTimeZone(name) }
        var changes = Assignments()
        try changes.set("name", request.name) { $0.text }
        try changes.set("latitude", request.latitude) { $0.value }
        try changes.set("longitude", request.longitude) { $0.value }
        try changes.set("elevation", request.elevation) { $0.value }
        try changes.set("timezone", request.timezone) { $0.text }
        try changes.set("minimum_altitude", request.minimumAltitude) { $0.value }
        changes.setOrClear("description", request.description) { $0.text }
        changes.setOrClear("horizon", request.horizon) { $0.json }
        guard !changes.isEmpty else { return try await site(request.id) }
        return try await one(
            "update observatory_sites set \(changes.sql) where id = \(request.id) returning \(Self.siteColumns)",
            orUnknown: request.id)
    }

    /// Removes a site at which no telescope stands.
    func deleteSite(_ id: UUID) async throws(ServiceError) {
        let removed: Int
        do {
            removed = try await database.execute("delete from observatory_sites where id = \(id)")
        } catch  where error.sqlState == "23503" {
            throw ServiceError(.conflict, "telescopes stand at this site", cause: error)
        } catch {
            throw Self.meaning(of: error)
        }
        guard removed > 0 else { throw Self.unknownSite(id) }
    }

    /// One site.
    func site(_ id: UUID) async throws(ServiceError) -> Site {
        try await one("select \(Self.siteColumns) from observatory_sites where id = \(id)", orUnknown: id)
    }

    /// Every site.
    func allSites() async throws(ServiceError) -> [Site] {
        try await rows("select \(Self.siteColumns) from observatory_sites", Self.site)
    }

    /// A page of sites, ordered by name.
    func sites(_ page: Page) async throws(ServiceError) -> [Site] {
        try await rows(
            """
            select \(Self.siteColumns) from observatory_sites
            where \(page.isFirst) or (name, id) > (\(page.key(0)), \(page.key(1))::uuid)
            order by name, id limit \(page.rows)
            """, Self.site)
    }

    private func one(_ sql: SQL, orUnknown id: UUID? = nil) async throws(ServiceError) -> Site {
        guard let site = try await rows(sql, Self.site).first else { throw Self.unknownSite(id) }
        return site
    }

    private static func unknownSite(_ id: UUID?) -> ServiceError {
        ServiceError(.notFound, "no site \(id?.text ?? "")")
    }

    /// Asks the database whether it knows a time zone.
    private func checkTimeZone(_ name: TimeZoneName) async throws(ServiceError) {
        do {
            _ = try await database.query("select now() at time zone \(name.text)::text")
        } catch  where error.sqlState == "22023" {
            throw ServiceError(
                .invalidRequest, "field timezone \(TimeZoneLimits.requirement)", details: ["field": "timezone"],
                cause: error)
        } catch {
            throw Self.meaning(of: error)
        }
    }
}
