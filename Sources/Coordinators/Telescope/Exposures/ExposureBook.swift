import Contracts
import FoundationEssentials
import Kernel

/// The present or last exposure of each camera, and the work on those that are not over.
struct ExposureBook: Sendable {
    /// The work on an exposure: waits for its picture and saves it.
    typealias Work = Task<Result<SavedPicture, ServiceError>, Never>

    /// The work on each exposure that is not over.
    private(set) var works: [UUID: Work] = [:]
    private var exposures: [UUID: ExposureInfo] = [:]

    /// Nothing was taken yet.
    init() {}

    /// The present or last exposure of a camera.
    func exposure(of camera: UUID) -> ExposureInfo? { exposures[camera] }

    /// Whether the picture of an exposure is being saved.
    func isSaving(_ exposure: UUID) -> Bool {
        exposures.values.contains { $0.exposureID == exposure.text && $0.state == .saving }
    }

    /// Claims a camera.
    ///
    /// - Throws: `invalid_state` naming the exposure that is under way.
    mutating func claim(_ camera: UUID, _ exposure: ExposureInfo) throws(ServiceError) {
        if let present = exposures[camera], !present.state.isOver {
            throw ServiceError(
                .invalidState, "the camera is already at exposure \(present.exposureID)",
                details: ["exposure_id": .string(present.exposureID), "cure": "telescope/camera/abort"])
        }
        exposures[camera] = exposure
    }

    /// Remembers the work on an exposure.
    mutating func begin(_ exposure: UUID, _ work: Work) { works[exposure] = work }

    /// Forgets the work on an exposure.
    mutating func end(_ exposure: UUID) { works[exposure] = nil }

    /// Changes the exposure of a camera, unless it is over or another has begun.
    ///
    /// - Returns: The exposure, or nil when nothing was changed.
    mutating func change(
        _ camera: UUID, _ exposureID: String, _ body: (inout ExposureInfo) -> Void
    ) -> ExposureInfo? {
        guard let present = exposures[camera], present.exposureID == exposureID, !present.state.isOver else {
            return nil
        }
        var changed = present
        body(&changed)
        guard changed != present else { return nil }
        exposures[camera] = changed
        return changed
    }

    /// Forgets a camera that is no more.
    mutating func forget(_ camera: UUID) { exposures[camera] = nil }
}
