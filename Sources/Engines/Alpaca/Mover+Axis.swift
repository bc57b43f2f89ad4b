import Alpaca
import FoundationEssentials
import Kernel
import Logging

extension Mover {
    /// The movement of an axis that is under way.
    func running(_ axis: TelescopeAxis) -> Motion? {
        active.first { motion in
            guard case .moveAxis(axis, _, _) = motion.goal, motion.axisEndsAt != nil else { return false }
            return true
        }
    }

    /// Goes on with the movement of an axis, at the same rate or another.
    func renew(
        _ id: UUID, _ goal: MotionGoal, _ plan: MotionPlan, for duration: Duration
    ) async throws(ServiceError) -> MotionReceipt {
        let values = await session.configuration
        try check(id)
        // The new end counts from here: a stop at the old one must not fall into the middle.
        works[id]?.motion.renew(goal, plan, until: time.now() + duration)
        if let inFlight = works[id]?.command { _ = await inFlight.value }
        if let stopping = works[id]?.stopping { _ = await stopping.value }
        try check(id)
        try await accepted(id, send(id, plan, values), plan, values)
        if works[id] != nil { announce(id) }
        return MotionReceipt(motion(id))
    }

    /// Stops an axis before its time.
    func endAxis(_ id: UUID) async throws(ServiceError) -> MotionReceipt {
        works[id]?.motion.axisEndsAt = time.now()
        await stopAxis(id)
        return MotionReceipt(motion(id))
    }

    /// Stops every axis that moves until its time.
    func endAxes() async {
        for motion in active where motion.axisEndsAt != nil {
            works[motion.id]?.motion.axisEndsAt = time.now()
            await stopAxis(motion.id)
        }
    }

    /// Tells an axis to stop; what the device does not take is told again at the next look.
    func stopAxis(_ id: UUID) async {
        let limit = await session.configuration.pollTimeout
        guard let motion = works[id]?.motion, case .moveAxis(let axis, _, _) = motion.goal,
            motion.mustStopAxis(at: time.now())
        else { return }
        let endsAt = motion.axisEndsAt
        let client = session.client
        let address = address
        let stopping = Task { () -> Result<Void, AlpacaError> in
            do throws(AlpacaError) {
                try await client.call(
                    "moveaxis", .put, on: address, ["Axis": .integer(axis.rawValue), "Rate": .double(0)],
                    within: limit, isUrgent: true)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        works[id]?.stopping = stopping
        let result = await stopping.value
        if works[id]?.stopping == stopping { works[id]?.stopping = nil }
        // Renewed meanwhile: the new command comes after this one.
        guard let work = works[id], work.motion.axisEndsAt == endsAt else { return }
        switch result {
        case .success: works[id]?.motion.axisStoppedAt = time.now()
        case .failure(let error):
            works[id]?.stopFailures += 1
            guard work.stopFailures == 0 else { return }
            logger.warning(
                "axis was not stopped",
                metadata: ["device.address": "\(address)", "error": "\(String(reflecting: error))"])
        }
    }
}
