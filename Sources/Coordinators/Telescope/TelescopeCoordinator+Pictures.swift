import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel
import Logging

/// From the exposure to the saved picture, and to those who ask for it later.
extension TelescopeCoordinator {
    /// Waits for the picture of an exposure and saves it with its header.
    func takePicture(
        _ exposure: Exposure, _ scene: ExposureScene, into archive: ImageArchive
    ) async -> Result<SavedPicture, ServiceError> {
        defer { book.end(exposure.id) }
        do throws(ServiceError) {
            let frame = try await engine.frame(of: exposure.id)
            await changeExposure(exposure.deviceID, exposure.id) { $0.state = .saving }
            let header = PictureHeader(frame, scene)
            let image = try await archive.save(
                frame.image, cards: header.cards,
                name: ImageName(
                    telescope: exposure.telescopeID, exposure: exposure.id,
                    startedAt: frame.startedAt ?? time.date()))
            let picture = SavedPicture(
                image: image, headers: header.values, startedAt: frame.startedAt, filter: scene.filter)
            try await store(picture, of: exposure.id, in: archive)
            await changeExposure(exposure.deviceID, exposure.id, isStored: true) {
                $0.state = .done
                $0.percent = 100
                $0.startedAt = picture.startedAt
                $0.file = image.file
                $0.sha256 = image.sha256
                $0.size = image.size
                $0.preview = image.preview
            }
            return .success(picture)
        } catch {
            await endExposure(exposure.deviceID, exposure.id, error)
            return .failure(error)
        }
    }

    // A database that is away for a moment does not cost the picture its row.
    private func store(
        _ picture: SavedPicture, of id: UUID, in archive: ImageArchive
    ) async throws(ServiceError) {
        do {
            try await retrying(
                Backoff(first: .milliseconds(200), cap: .seconds(5)), attempts: 30, time: time,
                on: { ($0 as? ServiceError)?.code == .unavailable ? .again : .stop },
                { try await queries.finishExposure(id, picture, in: archive) })
        } catch {
            logger.error(
                "saved picture is in no row",
                metadata: ["exposure.id": "\(id.text)", "error": "\(String(reflecting: error))"])
            throw ServiceError(wrapping: error)
        }
    }

    /// Notes what the engine says about an exposure; its end is noted by the work on it.
    func tellExposure(_ exposure: Exposure) async {
        let state: ExposureState =
            switch exposure.phase {
            case .requested: .requested
            case .exposing: .exposing
            case .reading: .reading
            case .downloading, .done: .downloading
            case .aborted, .failed: .error
            }
        guard !state.isOver else { return }
        await changeExposure(exposure.deviceID, exposure.id) { info in
            // Events come later than what the work on the exposure has seen already.
            guard state >= info.state else { return }
            info.state = state
            info.percent = exposure.percent ?? info.percent
            info.startedAt = exposure.startedAt ?? info.startedAt
        }
    }

    /// Closes an exposure of which there will be no picture.
    func endExposure(_ camera: UUID, _ id: UUID, _ error: ServiceError) async {
        await changeExposure(camera, id) {
            $0.state = error.code == .cancelled ? .aborted : .error
            $0.reason = error.message
        }
    }

    /// Changes an exposure in memory and in its row, and tells others.
    private func changeExposure(
        _ camera: UUID, _ id: UUID, isStored: Bool = false, _ body: (inout ExposureInfo) -> Void
    ) async {
        let before = book.exposure(of: camera)?.state
        guard let changed = book.change(camera, id.text, body) else { return }
        if changed.state != before, !isStored {
            do throws(ServiceError) {
                try await queries.noteExposure(changed)
            } catch {
                logger.warning(
                    "exposure's state was not recorded",
                    metadata: ["exposure.id": "\(id.text)", "error": "\(error.debugDescription)"])
            }
        }
        guard let telescope = UUID(uuidString: changed.telescopeID) else { return }
        await publishEvent(
            kind: .camera, telescope: telescope,
            payload: CameraEvent(telescopeID: changed.telescopeID, exposure: changed.withoutFolders))
    }

    /// Ends the work on all exposures, at a stop; a picture that is being saved is saved.
    func endExposures() async {
        for (id, work) in book.works {
            if !book.isSaving(id) { work.cancel() }
            _ = await work.value
        }
    }
}

extension ExposureInfo {
    /// The exposure with the files' names alone: where a node keeps them is nobody's business at a public topic.
    var withoutFolders: ExposureInfo {
        var copy = self
        copy.file = file?.lastPathElement
        copy.preview = preview?.lastPathElement
        return copy
    }
}

extension String {
    /// What follows the last slash.
    var lastPathElement: String { split(separator: "/").last.map(String.init) ?? self }
}
