import Access
import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel

/// What was taken, for those who ask later.
extension TelescopeCoordinator {
    /// A page of the exposures of telescopes that the caller may read.
    func exposures(
        _ request: ExposureListRequest, for caller: Caller
    ) async throws(ServiceError) -> ExposureListResponse {
        let page = try Page(request.limit, request.cursor)
        let readable = access.all(.read, rights(caller), at: time.date())
        let found = try await queries.exposures(request, telescopes: readable, page)
        let (items, next) = page.cut(found) { [$0.key, $0.exposure.exposureID] }
        return ExposureListResponse(exposures: items.map { placed($0.exposure) }, nextCursor: next)
    }

    // The archive's names as paths of this node.
    private func placed(_ exposure: ExposureInfo) -> ExposureInfo {
        guard let archive else { return exposure }
        var placed = exposure
        placed.file = exposure.file.map(archive.path)
        placed.preview = exposure.preview.map(archive.path)
        return placed
    }

    /// Checks that a caller may read the telescope with which a picture was taken.
    func permitPicture(_ id: UUID, _ caller: Caller) async throws(ServiceError) {
        guard let stored = try await queries.picture(id), let telescope = UUID(uuidString: stored.exposure.telescopeID)
        else { throw Self.unknownExposure(id) }
        do throws(ServiceError) {
            try access.permit(.read, on: telescope, rights(caller), at: time.date())
        } catch  where error.code == .notFound {
            throw error.told(as: Self.unknownExposure(id))
        }
    }

    /// Offers the file or the preview of an exposure for a while.
    func fetch(_ request: PictureRequest) async throws(ServiceError) -> PictureResponse {
        let id = request.exposureID
        guard let stored = try await queries.picture(id) else { throw Self.unknownExposure(id) }
        guard stored.exposure.state == .done else {
            guard stored.exposure.state.isOver else {
                throw ServiceError(
                    .invalidState, "the exposure is not over: \(stored.exposure.state.rawValue)",
                    details: ["state": .string(stored.exposure.state.rawValue)])
            }
            throw ServiceError(.notFound, "exposure \(id.text) left no picture: \(stored.exposure.reason ?? "unknown")")
        }
        let part = request.part ?? .file
        guard let found = stored[part], let path = archive?.path(of: found.name),
            FileManager.default.fileExists(atPath: path)
        else {
            throw ServiceError(.notFound, "the \(part.rawValue) of exposure \(id.text) is no longer there")
        }
        guard let downloads else {
            throw ServiceError(.unavailable, "this node has no door for downloads")
        }
        let offer = try await downloads.offer(
            path, mediaType: part.mediaType, name: path.lastPathElement, for: .seconds(600))
        return PictureResponse(
            exposureID: id.text, part: part, url: offer.url, sha256: found.sha256, size: found.size,
            expiresAt: offer.expiresAt)
    }

    private static func unknownExposure(_ id: UUID) -> ServiceError {
        ServiceError(.notFound, "no exposure \(id.text)")
    }
}

extension StoredPicture {
    /// A file with its digest and size; nil when the exposure did not leave it.
    subscript(part: PicturePart) -> (name: String, sha256: String, size: Int)? {
        let (name, sha256, size) =
            switch part {
            case .file: (exposure.file, exposure.sha256, exposure.size)
            case .preview: (exposure.preview, previewSHA256, previewSize)
            }
        guard let name, let sha256, let size else { return nil }
        return (name, sha256, size)
    }
}

extension PicturePart {
    /// What it is, for the client.
    fileprivate var mediaType: String {
        switch self {
        // RFC 4047.
        case .file: "image/fits"
        case .preview: "image/png"
        }
    }
}
