import Alpaca
import FoundationEssentials
import Kernel
import Logging

extension Mount {
    /// Tells the device to move, and watches the movement from then on.
    ///
    /// A synchronous member answers when the movement is over: it is accepted when it was not refused within a second.
    func issue(
        _ claimed: Motion, _ member: String, _ arguments: [String: AlpacaArgument] = [:], isSynchronous: Bool
    ) async throws(ServiceError) {
        let configuration = await session.configuration
        try check(claimed)
        let limit = isSynchronous ? configuration.maxMotion : configuration.requestTimeout
        let client = session.client
        let address = address
        // Owned by this actor: abort must be able to wait for it, and it outlives the request that began it.
        let command = Task { () -> Result<Void, AlpacaError> in
            do throws(AlpacaError) {
                try await client.call(member, .put, on: address, arguments, within: limit)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        self.command = command
        change(claimed.id) { $0.begin() }
        announce()
        watch = Task { await self.follow(claimed.id, command) }
        try await accepted(command, within: isSynchronous ? .seconds(1) : limit + .seconds(1))
        try check(claimed)
    }

    private func accepted(
        _ command: Task<Result<Void, AlpacaError>, Never>, within limit: Duration
    ) async throws(ServiceError) {
        let result: Result<Void, AlpacaError>
        do {
            result = try await withDeadline(limit, "the command", time: time) { await command.value }
        } catch let error as ServiceError where error.code == .timeout {
            // Still at work and not refused.
            return
        } catch {
            throw ServiceError(wrapping: error)
        }
        guard case .failure(let error) = result else { return }
        throw failure(error)
    }

    private func follow(_ id: UUID, _ command: Task<Result<Void, AlpacaError>, Never>) async {
        await session.setMoving(true)
        let ending = Task { await self.ended(id, command, await command.value) }
        while await look(id) {}
        ending.cancel()
        // Whoever waited for the end will ask where the mount stands, not where it was at the last read.
        await session.read()
        await session.setMoving(false)
    }

    private func ended(
        _ id: UUID, _ ended: Task<Result<Void, AlpacaError>, Never>, _ result: Result<Void, AlpacaError>
    ) async {
        if command == ended { command = nil }
        guard case .failure(let error) = result else {
            let now = time.now()
            change(id) { $0.commandEnded(at: now) }
            return
        }
        guard motion?.id == id, motion?.isActive == true else { return }
        change(id) { $0.fail(error.description) }
        announce(isRefusal: error.isAnswer)
        // No answer does not mean that nothing moves.
        if !error.isAnswer { await stopQuietly() }
    }

    private func look(_ id: UUID) async -> Bool {
        let interval = await session.configuration.motionInterval
        // Cancelled: the movement was aborted.
        guard (try? await time.sleep(interval)) != nil else { return false }
        guard motion?.id == id, motion?.isActive == true else { return false }
        // No answer is an observation too: the deadline counts on.
        let state = try? await session.fresh(watched(motion?.goal))
        guard var observed = motion, observed.id == id, observed.isActive else { return false }
        let action = observed.observe(state.map { MountObservation($0) }, at: time.now())
        motion = observed
        switch action {
        case .wait: return true
        case .settled, .failed:
            announce()
        case .failedAndMayMove:
            announce()
            await stopQuietly()
        }
        return false
    }

    private func watched(_ goal: MotionGoal?) -> [String] {
        switch goal {
        case .slew(.equatorial): ["Slewing", "RightAscension", "Declination"]
        case .slew(.horizontal): ["Slewing", "Altitude", "Azimuth"]
        default: ["Slewing", "AtPark"]
        }
    }

    private func stopQuietly() async {
        do {
            try await sendAbort()
        } catch {
            logger.error(
                "mount could not be stopped",
                metadata: ["device.address": "\(address)", "error": "\(String(reflecting: error))"])
        }
    }
}
