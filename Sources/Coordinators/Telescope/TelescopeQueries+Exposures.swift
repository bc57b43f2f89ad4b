import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel
import Postgres

extension TelescopeQueries {
    private static let exposureColumns: SQL = """
        id, telescope_id, device_id, session_id, user_id, started_at, duration, image_type, filter, object, state, \
        reason, file, sha256, size, preview, preview_sha256, preview_size, created_at, created_at::text as sort_key
        """

    private static func exposure(_ row: PostgresRow) throws(PostgresError) -> ExposureInfo {
        var exposure = ExposureInfo(
            exposureID: try row.decode("id", as: UUID.self).text,
            telescopeID: try row.decode("telescope_id", as: UUID.self).text,
            deviceID: try row.decode("device_id", as: UUID?.self)?.text,
            sessionID: try row.decode("session_id", as: UUID?.self)?.text,
            userID: try row.decode("user_id", as: UUID?.self)?.text, state: try row.decode("state"),
            requestedAt: try row.decode("created_at"), duration: try row.decode("duration"),
            kind: try row.decode("image_type"), filter: try row.decode("filter"), object: try row.decode("object"))
        exposure.startedAt = try row.decode("started_at")
        exposure.reason = try row.decode("reason")
        exposure.file = try row.decode("file")
        exposure.sha256 = try row.decode("sha256")
        exposure.size = try row.decode("size")
        exposure.preview = try row.decode("preview")
        return exposure
    }

    /// Records an exposure that was asked for.
    func insertExposure(_ exposure: ExposureInfo) async throws(ServiceError) {
        try await execute(
            """
            insert into exposures
                (id, telescope_id, device_id, session_id, user_id, duration, image_type, filter, object, created_at)
            values (\(exposure.exposureID)::uuid, \(exposure.telescopeID)::uuid, \(exposure.deviceID)::uuid,
                \(exposure.sessionID)::uuid, \(exposure.userID)::uuid, \(exposure.duration), \(exposure.kind),
                \(exposure.filter), \(exposure.object), \(exposure.requestedAt))
            """)
    }

    /// Records how far an exposure has come; one that is over stays as it is.
    func noteExposure(_ exposure: ExposureInfo) async throws(ServiceError) {
        try await execute(
            """
            update exposures set state = \(exposure.state), reason = \(exposure.reason),
                started_at = coalesce(\(exposure.startedAt), started_at), filter = coalesce(\(exposure.filter), filter)
            where id = \(exposure.exposureID)::uuid and state not in ('done', 'aborted', 'error')
            """)
    }

    /// Records the picture of an exposure, which is over with that; the files by their names in the archive.
    func finishExposure(_ id: UUID, _ picture: SavedPicture, in archive: ImageArchive) async throws(ServiceError) {
        let image = picture.image
        try await execute(
            """
            update exposures set state = 'done', started_at = \(picture.startedAt), filter = \(picture.filter),
                file = \(archive.name(of: image.file)), sha256 = \(image.sha256), size = \(image.size),
                preview = \(archive.name(of: image.preview)),
                preview_sha256 = \(image.previewSHA256), preview_size = \(image.previewSize),
                headers = \(JSONValue.object(picture.headers))
            where id = \(id) and state not in ('done', 'aborted', 'error')
            """)
    }

    /// Closes the exposures that a predecessor left open.
    ///
    /// - Returns: How many there were.
    func closeLeftExposures() async throws(ServiceError) -> Int {
        try await execute(
            """
            update exposures set state = 'error', reason = 'the node ended before the picture was saved'
            where state not in ('done', 'aborted', 'error')
            """)
    }

    /// What an exposure left, or nil when there is no such exposure.
    func picture(_ id: UUID) async throws(ServiceError) -> StoredPicture? {
        try await rows(
            "select \(Self.exposureColumns) from exposures where id = \(id)"
        ) { row throws(PostgresError) in
            StoredPicture(
                exposure: try Self.exposure(row), previewSHA256: try row.decode("preview_sha256"),
                previewSize: try row.decode("preview_size"))
        }.first
    }

    /// A page of the exposures of some telescopes, the latest first, with their sort keys.
    func exposures(
        _ request: ExposureListRequest, telescopes: [UUID], _ page: Page
    ) async throws(ServiceError) -> [(exposure: ExposureInfo, key: String)] {
        try await rows(
            """
            select \(Self.exposureColumns) from exposures
            where telescope_id = any(\(telescopes))
                and (\(request.telescopeID == nil) or telescope_id = \(request.telescopeID))
                and (\(request.sessionID == nil) or session_id = \(request.sessionID))
                and (\(request.state == nil) or state = \(request.state?.rawValue))
                and (\(page.isFirst) or (created_at, id) < (\(page.key(0))::timestamptz, \(page.key(1))::uuid))
            order by created_at desc, id desc limit \(page.rows)
            """
        ) { row throws(PostgresError) in (try Self.exposure(row), try row.decode("sort_key")) }
    }
}
