import Alpaca
import Kernel

extension Mover {
    /// Sends the device to a goal and returns when it has accepted.
    func begin(_ goal: MotionGoal, replace: Bool) async throws(ServiceError) -> MotionReceipt {
        let values = await session.configuration
        try goal.validate(longest: values.maxMotion)
        let facts = try await connectedFacts()
        let plan = try MotionPlan(goal, of: address.type, facts, values)
        if plan.isIdempotent, let same = active.first(where: { $0.goal == goal }) { return MotionReceipt(same) }
        if case .moveAxis(let axis, let rate, let duration) = goal, let running = running(axis) {
            guard rate != 0 else { return try await endAxis(running.id) }
            return try await renew(running.id, goal, plan, for: duration)
        }
        try await makeWay(for: plan, goal, replace: replace)
        let claimed = try claim(goal, plan, values)
        do {
            guard let preparation = try await prepare(claimed, facts, replace: replace) else {
                release(claimed)
                return MotionReceipt(nil)
            }
            try await issue(claimed)
            return MotionReceipt(
                motion(claimed.id), hasStartedTracking: preparation.tracking == true,
                hasStoppedTracking: preparation.tracking == false)
        } catch {
            release(claimed)
            throw error
        }
    }

    /// Ends the movements of the parts that a plan needs, where it may.
    private func makeWay(for plan: MotionPlan, _ goal: MotionGoal, replace: Bool) async throws(ServiceError) {
        let others = conflicts(with: plan)
        guard !others.isEmpty else { return }
        guard replace || plan.way != .waits else { throw moving(plan) }
        let reason = "replaced by \(goal.name)"
        if others.count == active.count, plan.halt != nil, plan.way != .reverses {
            try await halt(reason, plan.way == .stopsOthers ? .asFarAsItCan : .surely)
        } else {
            // What stops the one part would stop the others too: the new command takes the part over.
            await supersede(others, reason)
        }
    }

    /// What was done before the device was told.
    private struct Preparation {
        var tracking: Bool?
    }

    /// Looks at the device itself, and brings a mount's tracking into the state that a slew needs.
    ///
    /// - Returns: What tracking was switched to, or nil when the device is there already.
    private func prepare(
        _ claimed: Motion, _ facts: DeviceFacts, replace: Bool
    ) async throws(ServiceError) -> Preparation? {
        let plan = claimed.plan
        let properties = plan.lookedAtFirst(of: address.type)
        guard !properties.isEmpty else { return Preparation() }
        let now = try await looked(properties)
        try check(claimed.id)
        if plan.isRefusedWhileParked, now["AtPark"] == true { throw Mover.parked }
        if plan.isIdempotent, plan.arrived.holds(now) == true { return nil }
        // What moves besides is our own, and explains why the device says that it moves.
        if let busy = plan.busy, busy.holds(now) == true, active.count == 1 {
            guard replace || plan.way != .waits else { throw moving(plan) }
            if let halt = plan.halt, plan.way != .reverses {
                try await sendHalt([halt], plan.way == .stopsOthers ? .asFarAsItCan : .surely)
                try await standStill(busy, plan.noun)
                try check(claimed.id)
            }
        }
        guard let wanted = plan.tracking, let tracking = now["Tracking"]?.boolean, tracking != wanted,
            facts.affirms("cansettracking")
        else { return Preparation() }
        try await put("tracking", ["Tracking": .bool(wanted)])
        try check(claimed.id)
        return Preparation(tracking: wanted)
    }

    /// Waits, a request's time at most, until the device says that it does not move any more.
    private func standStill(_ busy: MotionCondition, _ noun: String) async throws(ServiceError) {
        let values = await session.configuration
        let deadline = time.now() + values.requestTimeout
        while busy.holds(try await looked(MotionProperty.named(busy.names, of: address.type))) == true {
            guard time.now() < deadline else { throw ServiceError(.timeout, "the \(noun) does not stop") }
            do {
                try await time.sleep(values.motionInterval)
            } catch {
                throw ServiceError(wrapping: error)
            }
        }
    }

    private func looked(_ properties: [MotionProperty]) async throws(ServiceError) -> MotionObservation {
        do {
            return try await fresh(properties)
        } catch {
            throw failure(error)
        }
    }
}
