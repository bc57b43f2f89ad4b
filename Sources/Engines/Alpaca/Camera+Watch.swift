import Alpaca
import FoundationEssentials
import Kernel
import Logging

extension Camera {
    /// Follows an exposure from the command to the picture.
    func watch(_ id: UUID, _ sent: Command, _ settings: CameraSettings) async {
        let result = await sent.value
        if command == sent { command = nil }
        guard exposure?.id == id, exposure?.isActive == true else { return }
        if case .failure(let error) = result {
            // Refused: whoever ordered it is told so, and nothing has begun.
            guard !error.isAnswer else { return forget(id) }
            // No answer does not mean that nothing has begun.
            return await fail(id, failure(error), mayExpose: true)
        }
        announce()
        while await look(id, settings) {}
    }

    /// Looks once; false when there is nothing more to watch.
    private func look(_ id: UUID, _ settings: CameraSettings) async -> Bool {
        let shortest = await session.configuration.motionInterval
        guard let wait = exposure?.nextLook(at: time.now(), shortest: shortest) else { return false }
        // Cancelled: the exposure was aborted.
        guard (try? await time.sleep(wait)) != nil else { return false }
        guard exposure?.id == id, exposure?.isActive == true else { return false }
        var observation: CameraObservation?
        do {
            observation = CameraObservation(try await session.fresh(CameraObservation.properties))
        } catch {
            guard !error.isNotConnected else {
                await fail(id, failure(error), mayExpose: false)
                return false
            }
            // No answer is an observation too: the deadline counts on.
        }
        guard var observed = exposure, observed.id == id, observed.isActive else { return false }
        let action = observed.observe(observation, at: time.now())
        change(id) { $0 = observed }
        switch action {
        case .wait:
            announce()
            return true
        case .download:
            announce()
            await download(id, settings)
        case .failed, .failedAndMayExpose:
            let reason = observed.reason ?? "no picture"
            await fail(id, ServiceError(.unavailable, reason), mayExpose: action == .failedAndMayExpose)
        }
        return false
    }

    private func download(_ id: UUID, _ settings: CameraSettings) async {
        do {
            let frame = try await frame(id, settings)
            guard exposure?.id == id, exposure?.isActive == true else { return }
            keep(.success(frame), of: id)
            change(id) { $0.finish() }
            announce()
        } catch {
            await fail(id, error, mayExpose: false)
        }
    }

    /// Ends an exposure without a picture.
    private func fail(_ id: UUID, _ error: ServiceError, mayExpose: Bool) async {
        guard exposure?.id == id, exposure?.phase != .done else { return }
        // Aborted by somebody: who waits was told so.
        if case .aborted = exposure?.phase { return }
        change(id) { $0.fail(error.message) }
        keep(.failure(error), of: id)
        announce()
        if mayExpose { await stopQuietly() }
    }

    private func stopQuietly() async {
        do {
            try await sendAbort()
        } catch {
            logger.error(
                "camera could not be stopped",
                metadata: ["device.address": "\(address)", "error": "\(error.debugDescription)"])
        }
    }
}
