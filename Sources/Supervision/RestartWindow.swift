import Kernel

/// The recent failures of one child, and what the next one means.
public struct RestartWindow: Sendable {
    /// What to do after a failure.
    public enum Decision: Sendable, Equatable {
        /// Start again after a wait.
        case restart(after: Duration)
        /// It fails too often.
        case giveUp
    }

    private var failures: [Duration] = []

    /// Makes a window without failures.
    public init() {}

    /// Counts a failure and decides.
    /// - Parameters:
    ///   - now: When it happened, monotonic.
    ///   - policy: What is allowed.
    /// - Returns: What to do.
    public mutating func failed(at now: Duration, policy: RestartPolicy) -> Decision {
        failures.removeAll { now - $0 > policy.within }
        failures.append(now)
        guard failures.count <= policy.most else { return .giveUp }
        return .restart(after: policy.backoff.delay(beforeAttempt: failures.count))
    }
}
