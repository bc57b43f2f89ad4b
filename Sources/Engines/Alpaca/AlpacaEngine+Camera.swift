public import FoundationEssentials
public import Kernel

extension AlpacaEngine {
    /// Begins an exposure; returns when the camera has accepted, not when there is a picture.
    ///
    /// - Parameters:
    ///   - order: What to take; an id that was never used before.
    ///   - deviceID: The camera.
    /// - Returns: The exposure.
    /// - Throws: `ServiceError`: `invalid_request` naming the field and its range when the camera cannot take this,
    ///   `invalid_state` naming the present exposure when there is one.
    public func expose(_ order: ExposureOrder, with deviceID: UUID) async throws(ServiceError) -> Exposure {
        try await camera(deviceID).expose(order)
    }

    /// Waits for an exposure's end and hands its picture out, once.
    ///
    /// A camera keeps the pictures of its last two exposures for this.
    /// - Parameter exposureID: The exposure.
    /// - Returns: The picture.
    /// - Throws: `ServiceError`: `cancelled` when it was aborted, `unavailable` when it failed, `not_found` when there
    ///   is no such exposure or its picture was handed out.
    public func frame(of exposureID: UUID) async throws(ServiceError) -> CameraFrame {
        for camera in members.compactMap(\.camera) where await camera.knows(exposureID) {
            let limit = await camera.longestWait
            do {
                try await withDeadline(limit, "the exposure", time: time) { await camera.end(of: exposureID) }
            } catch {
                throw ServiceError(wrapping: error)
            }
            if let frame = try await camera.take(exposureID) { return frame }
        }
        throw ServiceError(.notFound, "no picture of exposure \(exposureID.text)")
    }

    /// Ends an exposure early and keeps its picture.
    ///
    /// - Parameter deviceID: The camera.
    /// - Throws: `ServiceError` `invalid_state` when it does not expose or cannot do this.
    public func stopExposure(_ deviceID: UUID) async throws(ServiceError) {
        try await camera(deviceID).stop()
    }

    /// The present or last exposure of a camera, or nil when there was none or it is no camera.
    public func exposure(of deviceID: UUID) async throws(ServiceError) -> Exposure? {
        await (try member(deviceID)).camera?.exposure
    }

    /// Gives an exposure up, over the connections that are kept free for this.
    ///
    /// - Parameters:
    ///   - deviceID: The camera.
    ///   - reason: Why, for whoever waits for the picture.
    /// - Returns: The exposure that was given up, or nil when there was none.
    /// - Throws: `ServiceError` when the camera could not be told.
    @discardableResult
    public func abortExposure(_ deviceID: UUID, reason: String) async throws(ServiceError) -> Exposure? {
        try await camera(deviceID).abort(reason)
    }

    private func camera(_ deviceID: UUID) throws(ServiceError) -> Camera {
        guard let camera = try member(deviceID).camera else {
            throw ServiceError(.invalidState, "the device is not a camera", details: ["field": "device_id"])
        }
        return camera
    }
}
