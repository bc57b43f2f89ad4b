import Alpaca
import Kernel

extension Camera {
    /// Gives the present exposure up at once; its picture is lost.
    ///
    /// - Parameter reason: Why, for whoever waits for the picture.
    /// - Returns: The exposure that was given up, or nil when there was none.
    /// - Throws: `ServiceError` when the camera could not be told.
    @discardableResult
    func abort(_ reason: String) async throws(ServiceError) -> Exposure? {
        let inFlight = command
        let given = giveUp(reason)
        // A camera that is not there and does nothing for us is left alone.
        guard await session.snapshot.isConnected || given != nil else { return nil }
        // What was on its way is read from the camera's memory: there is nothing to stop.
        guard given?.wasDownloading != true else { return given?.exposure }
        try await sendAbort()
        if let inFlight {
            // The camera may take the command in flight after the abort: let it end, and stop once more.
            _ = try? await withDeadline(.seconds(2), "the command in flight", time: time) { await inFlight.value }
            try await sendAbort()
        }
        return given?.exposure
    }

    /// Ends the present exposure early and keeps its picture.
    func stop() async throws(ServiceError) {
        let facts = try await connectedFacts()
        guard let active = exposure, active.isActive, active.phase != .downloading else {
            throw ServiceError(.invalidState, "the camera does not expose")
        }
        guard !facts.denies("canstopexposure") else {
            throw ServiceError(
                .invalidState, "the camera cannot end an exposure early and keep its picture",
                details: ["cure": "telescope/camera/abort"])
        }
        let limit = await session.configuration.requestTimeout
        do {
            try await session.client.call("stopexposure", .put, on: address, within: limit, isUrgent: true)
        } catch {
            throw failure(error)
        }
        change(active.id) { $0.stop() }
    }

    /// Ends the watch; the camera is left as it is.
    func close(_ reason: String) { _ = giveUp(reason) }

    /// Tells the camera to stop, over the connections that are kept free for this.
    func sendAbort() async throws(ServiceError) {
        let facts = await session.snapshot.facts
        let limit = await session.configuration.requestTimeout
        // Whoever cannot abort may be able to stop; the picture is not fetched either way.
        let member = facts?.denies("canabortexposure") == true ? "stopexposure" : "abortexposure"
        do {
            try await session.client.call(member, .put, on: address, within: limit, isUrgent: true)
        } catch {
            // Idle, or in a state in which there is nothing to stop (ASCOM, Camera.AbortExposure).
            if case .device(.invalidOperation, _) = error { return }
            throw failure(error)
        }
    }

    private func giveUp(_ reason: String) -> (exposure: Exposure, wasDownloading: Bool)? {
        guard let active = exposure, active.isActive else { return nil }
        change(active.id) { $0.abort(reason) }
        keep(.failure(ServiceError(.cancelled, "the exposure was aborted: \(reason)")), of: active.id)
        endWatch()
        announce()
        return exposure.map { ($0, active.phase == .downloading) }
    }
}
