import Kernel

extension Motion {
    /// What must be done about a movement.
    enum Action: Sendable, Equatable {
        case wait
        case settled
        /// It failed; the device may still move and is to be stopped.
        case failedAndMayMove
        case failed
    }

    /// The device has accepted; false when that was known.
    mutating func begin() -> Bool {
        guard phase == .requested else { return false }
        phase = .moving
        return true
    }

    /// The device has answered the command.
    mutating func commandEnded(at now: Duration) {
        commandEndedAt = commandEndedAt ?? now
        // An order to stop that overtook the command may have come before it.
        axisStoppedAt = nil
    }

    /// Somebody stopped it.
    mutating func abort(_ reason: String) {
        guard isActive else { return }
        phase = .aborted(reason)
    }

    /// Somebody stopped it, and the device could not be told.
    mutating func couldNotStop(_ reason: String) {
        phase = .failed("the order to stop did not get through: \(reason)")
    }

    /// It ended without arriving.
    mutating func fail(_ reason: String) {
        guard isActive else { return }
        phase = .failed(reason)
    }

    /// Looks at what the device says; nil when it did not answer.
    ///
    /// - Parameters:
    ///   - state: What it says.
    ///   - now: The time.
    ///   - isAlongside: Whether another axis of the same mount moves, so that `Slewing` tells nothing about this one.
    /// - Returns: What must be done.
    mutating func observe(_ state: MotionObservation?, at now: Duration, isAlongside: Bool = false) -> Action {
        guard isActive else { return .wait }
        if axisStoppedAt != nil, isAlongside {
            axisStoppedAt = now
            return .wait
        }
        let since = axisStoppedAt ?? axisEndsAt ?? requestedAt
        guard now - since < limits.longest else {
            phase = .failed("not there after \(limits.longest.seconds) s")
            return .failedAndMayMove
        }
        guard let state else { return .wait }
        defer { before = state }
        remaining = plan.measure?.remaining(state)
        // What stands there before the device took the command is no arrival, and a synchronous command answers at its
        // end only.
        guard let commandEndedAt, axisEndsAt == nil || axisStoppedAt != nil else { return .wait }
        if plan.arrived.holds(state, after: before) == true {
            phase = .settled
            return .settled
        }
        // A device may need a moment to report what it was told.
        guard now - commandEndedAt >= limits.grace else { return .wait }
        if let trouble = plan.troubles.first(where: { $0.when.holds(state) == true }) {
            phase = .failed(trouble.words)
            return .failed
        }
        guard plan.stands?.holds(state, after: before) == true else { return .wait }
        phase = .failed(shortfall)
        return .failed
    }

    private var shortfall: String {
        guard plan.measure != nil else { return "the \(plan.noun) stopped \(plan.missed)" }
        guard let remaining else { return "the \(plan.noun) stopped and does not say where" }
        return "the \(plan.noun) stopped \((remaining * 100).rounded() / 100) \(plan.unit) from its target"
    }
}

extension Motion {
    /// How long to wait before the next look: a moving axis is stopped on time.
    func nap(_ interval: Duration, at now: Duration) -> Duration {
        guard let axisEndsAt, axisStoppedAt == nil, axisEndsAt > now else { return interval }
        return min(interval, axisEndsAt - now)
    }

    /// Whether an axis moves and is not to be stopped yet: there is nothing to look at.
    func isRunning(at now: Duration) -> Bool {
        guard let axisEndsAt, axisStoppedAt == nil else { return false }
        return now < axisEndsAt
    }

    /// Whether an axis is to be told to stop.
    func mustStopAxis(at now: Duration) -> Bool {
        guard let axisEndsAt, axisStoppedAt == nil else { return false }
        return now >= axisEndsAt
    }

    /// A second command for the same axis goes on with it.
    mutating func renew(_ goal: MotionGoal, _ plan: MotionPlan, until end: Duration) {
        self.goal = goal
        self.plan = plan
        axisEndsAt = end
        axisStoppedAt = nil
        commandEndedAt = nil
    }
}
