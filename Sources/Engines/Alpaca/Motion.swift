public import FoundationEssentials
import Kernel

/// One movement of a device, from the request to the place where it was verified to stand, or to its failure.
public struct Motion: Sendable, Equatable {
    /// How far the movement has come.
    public enum Phase: Sendable, Hashable {
        /// Claimed; the device has not accepted yet.
        case requested
        /// The device has accepted.
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
    public internal(set) var goal: MotionGoal
    /// How far it has come.
    public internal(set) var phase = Phase.requested
    /// When it was requested, in the time of the engine's clock.
    public let requestedAt: Duration
    /// What is left: degrees, steps of a focuser, or units of a switch; nil when that is not known.
    public internal(set) var remaining: Double?

    /// What is told and watched.
    var plan: MotionPlan
    let limits: Limits
    var commandEndedAt: Duration?
    var before: MotionObservation?
    /// When a moving axis is to be stopped; nil for all other goals.
    var axisEndsAt: Duration?
    /// When the axis took the order to stop.
    var axisStoppedAt: Duration?

    /// The bounds of a movement.
    struct Limits: Sendable, Equatable {
        let longest: Duration
        let grace: Duration
    }

    init(
        _ goal: MotionGoal, of device: AttachedDevice, _ plan: MotionPlan, id: UUID = UUID(), at now: Duration,
        limits: Limits
    ) {
        self.id = id
        deviceID = device.id
        telescopeID = device.telescopeID
        role = device.role
        self.goal = goal
        self.plan = plan
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
