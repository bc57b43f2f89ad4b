import Alpaca
import FoundationEssentials
import Kernel
import Logging

extension Mover {
    /// Tells the device to move, and watches the movement from then on.
    ///
    /// A member that may block until the movement is over is accepted when it was not refused within a second.
    func issue(_ claimed: Motion) async throws(ServiceError) {
        try check(claimed.id)
        let values = await session.configuration
        try check(claimed.id)
        announce(claimed.id)
        if case .moveAxis(_, let rate, let duration) = claimed.goal, rate != 0 {
            works[claimed.id]?.motion.axisEndsAt = time.now() + duration
        }
        let command = send(claimed.id, claimed.plan, values)
        works[claimed.id]?.watch = Task { await self.follow(claimed.id) }
        try await accepted(claimed.id, command, claimed.plan, values)
    }

    /// Sends a plan's command.
    ///
    /// The task is owned by this actor: a stop must be able to wait for it, and it outlives the request that began it.
    func send(_ id: UUID, _ plan: MotionPlan, _ values: AlpacaConfiguration) -> Task<Result<Void, AlpacaError>, Never> {
        let limit = plan.mayBlock ? values.maxMotion : values.requestTimeout
        let client = session.client
        let address = address
        let command = Task { () -> Result<Void, AlpacaError> in
            do throws(AlpacaError) {
                try await client.call(
                    plan.command.member, .put, on: address, plan.command.arguments, within: limit)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        works[id]?.command = command
        works[id]?.answer = Task { await self.answered(id, command, await command.value) }
        return command
    }

    /// Waits until the device has accepted a command.
    func accepted(
        _ id: UUID, _ command: Task<Result<Void, AlpacaError>, Never>, _ plan: MotionPlan,
        _ values: AlpacaConfiguration
    ) async throws(ServiceError) {
        let limit = plan.mayBlock ? .seconds(1) : values.requestTimeout + .seconds(1)
        do {
            let result = try await withDeadline(limit, "the command", time: time) { await command.value }
            if case .failure(let error) = result { throw failure(error) }
        } catch let error as ServiceError where error.code == .timeout && plan.mayBlock {
            // Still at work and not refused.
        } catch {
            throw ServiceError(wrapping: error)
        }
        if works[id]?.motion.begin() == true { announce(id) }
        guard let motion = motion(id) else { return }
        switch motion.phase {
        case .aborted, .requested: throw ServiceError(.cancelled, "the movement was aborted")
        case .moving, .settled, .failed: return
        }
    }

    private func answered(
        _ id: UUID, _ command: Task<Result<Void, AlpacaError>, Never>, _ result: Result<Void, AlpacaError>
    ) async {
        guard works[id]?.command == command else { return }
        works[id]?.command = nil
        guard works[id]?.motion.isActive == true else { return }
        guard case .failure(let error) = result else {
            let now = time.now()
            works[id]?.motion.commandEnded(at: now)
            if works[id]?.motion.begin() == true { announce(id) }
            return
        }
        guard let asked = works[id] else { return }
        let wasMoving = asked.motion.phase == .moving
        works[id]?.motion.fail(error.description)
        announce(id, isRefusal: error.isAnswer && !wasMoving)
        // No answer does not mean that nothing moves, and a refused rate not that the axis stands.
        if !error.isAnswer || wasMoving { await stopQuietly(asked.motion) }
    }

    private func follow(_ id: UUID) async {
        await session.setMoving(true)
        while await look(id) {}
        // Whoever waited for the end will ask where the device stands, not where it was at the last read.
        await session.read()
        retire(id)
        await session.setMoving(!active.isEmpty)
    }

    private func look(_ id: UUID) async -> Bool {
        let values = await session.configuration
        guard let watched = works[id]?.motion, watched.isActive else { return false }
        // Cancelled: the movement was stopped.
        guard (try? await time.sleep(watched.nap(values.motionInterval, at: time.now()))) != nil else { return false }
        guard let motion = works[id]?.motion, motion.isActive else { return false }
        if motion.isRunning(at: time.now()) { return true }
        if motion.mustStopAxis(at: time.now()) { await stopAxis(id) }
        // No answer is an observation too: the deadline counts on.
        let state = try? await fresh(motion.plan.watched(of: address.type))
        guard var observed = works[id]?.motion, observed.isActive else { return false }
        let isAlongside = active.contains { $0.id != id && $0.axisEndsAt != nil && $0.axisStoppedAt == nil }
        let action = observed.observe(state, at: time.now(), isAlongside: isAlongside)
        works[id]?.motion = observed
        switch action {
        case .wait:
            progressed(id)
            return true
        case .settled, .failed:
            announce(id)
        case .failedAndMayMove:
            announce(id)
            await stopQuietly(observed)
        }
        return false
    }

    // How far it is, once a second at most.
    private func progressed(_ id: UUID) {
        guard let work = works[id], work.motion.phase == .moving, work.motion.remaining != work.toldRemaining else {
            return
        }
        if let toldAt = work.toldAt, time.now() - toldAt < .seconds(1) { return }
        announce(id)
    }

    private func stopQuietly(_ motion: Motion) async {
        do {
            // Of a switch device, only the switch that failed; of others, all that a stop reaches.
            let commands = address.type == .switch ? [motion.plan.halt].compactMap(\.self) : haltCommands
            try await sendHalt(commands, .surely)
        } catch {
            logger.error(
                "device could not be stopped",
                metadata: ["device.address": "\(address)", "error": "\(String(reflecting: error))"])
        }
    }
}
