public import FoundationEssentials
import Kernel

/// One movement of a device, from the request to the place where it was verified to stand, or to its failure.
public struct Motion: Sendable, Equatable {
    /// How far the movement has come.
    public enum Phase: Sendable, Hashable {
        /// Claimed; the device has not been told yet.
        case requested
        /// The device has been told.
        case moving
        /// It stands where it should: read from the device.
        case settled
        /// Somebody stopped it.
        case aborted(String)
        /// It did not arrive.
        case failed(String)
    }

    /// The movement's own id.
    public let id: UUID
    /// The device that moves.
    public let deviceID: UUID
    /// The telescope that the device belongs to.
    public let telescopeID: UUID
    /// What the device does there.
    public let role: String
    /// Where it is to end.
    public let goal: MotionGoal
    /// How far it has come.
    public private(set) var phase = Phase.requested
    /// When it was requested, in the time of the engine's clock.
    public let requestedAt: Duration
    private var commandEndedAt: Duration?
    private let limits: Limits

    /// The bounds of a movement.
    struct Limits: Sendable, Equatable {
        let longest: Duration
        let grace: Duration
        let tolerance: Double
    }

    init(_ goal: MotionGoal, of device: AttachedDevice, id: UUID = UUID(), at now: Duration, limits: Limits) {
        self.id = id
        deviceID = device.id
        telescopeID = device.telescopeID
        role = device.role
        self.goal = goal
        self.requestedAt = now
        self.limits = limits
    }

    /// Whether the movement has neither arrived nor ended otherwise.
    public var isActive: Bool { phase == .requested || phase == .moving }

    /// Why it ended elsewhere, or nil.
    public var reason: String? {
        switch phase {
        case .aborted(let reason), .failed(let reason): reason
        default: nil
        }
    }
}

extension Motion.Phase {
    /// The word on the wire.
    public var name: String {
        switch self {
        case .requested: "requested"
        case .moving: "moving"
        case .settled: "settled"
        case .aborted: "aborted"
        case .failed: "failed"
        }
    }
}

extension Motion {
    /// What must be done about a movement.
    enum Action: Sendable, Equatable {
        case wait
        case settled
        /// It failed; the mount may still move and is to be stopped.
        case failedAndMayMove
        case failed
    }

    /// The device is being told.
    mutating func begin() {
        guard phase == .requested else { return }
        phase = .moving
    }

    /// The device has answered the command.
    mutating func commandEnded(at now: Duration) {
        commandEndedAt = commandEndedAt ?? now
    }

    /// Somebody stopped it.
    mutating func abort(_ reason: String) {
        guard isActive else { return }
        phase = .aborted(reason)
    }

    /// It ended without arriving.
    mutating func fail(_ reason: String) {
        guard isActive else { return }
        phase = .failed(reason)
    }

    /// Looks at what the mount says; nil when it did not answer.
    mutating func observe(_ state: MountObservation?, at now: Duration) -> Action {
        guard isActive else { return .wait }
        guard now - requestedAt < limits.longest else {
            phase = .failed("not there after \(limits.longest.seconds) s")
            return .failedAndMayMove
        }
        guard let state else { return .wait }
        if arrived(state) {
            phase = .settled
            return .settled
        }
        // A mount may need a moment to report what it was told, and a synchronous command answers at its end only.
        guard state.isSlewing == false, let commandEndedAt, now - commandEndedAt >= limits.grace else { return .wait }
        phase = .failed(shortfall(state))
        return .failed
    }

    private func arrived(_ state: MountObservation) -> Bool {
        guard state.isSlewing != true else { return false }
        switch goal {
        case .park: return state.isAtPark == true
        case .slew(let target):
            guard state.isSlewing == false, let distance = state.distance(to: target) else { return false }
            return distance <= limits.tolerance
        default: return false
        }
    }

    private func shortfall(_ state: MountObservation) -> String {
        switch goal {
        case .park: return "the mount stopped without being parked"
        case .slew(let target):
            guard let distance = state.distance(to: target) else { return "the mount stopped and does not say where" }
            return "the mount stopped \((distance * 100).rounded() / 100) degrees from its target"
        default: return "the device stopped elsewhere"
        }
    }
}
