public import FoundationEssentials
import Kernel

/// One exposure of a camera, from the order to the picture, or to its failure.
public struct Exposure: Sendable, Equatable {
    /// How far the exposure has come.
    public enum Phase: Sendable, Hashable {
        /// Claimed; the camera has not been told yet.
        case requested
        /// The camera gathers light.
        case exposing
        /// The sensor is read out.
        case reading
        /// The picture is ready and on its way.
        case downloading
        /// The picture is here.
        case done
        /// Somebody stopped it.
        case aborted(String)
        /// There will be no picture.
        case failed(String)
    }

    /// What was ordered.
    public let order: ExposureOrder
    /// The camera.
    public let deviceID: UUID
    /// The telescope that the camera belongs to.
    public let telescopeID: UUID
    /// How far it has come.
    public internal(set) var phase = Phase.requested
    /// How much of it is over, from 0 to 100, or nil before it began.
    public internal(set) var percent: Int?
    /// When the camera was told to begin, by this machine's clock.
    public internal(set) var startedAt: Date?

    let limits: Limits
    var begunAt: Duration?
    var isStopped = false
    var emptySince: Duration?

    /// The bounds of an exposure.
    struct Limits: Sendable, Equatable {
        /// How long the readout may take after the end of the exposure.
        let readout: Duration
        /// How long a camera may be idle without a picture.
        let grace: Duration
    }

    init(_ order: ExposureOrder, of device: AttachedDevice, limits: Limits) {
        self.order = order
        deviceID = device.id
        telescopeID = device.telescopeID
        self.limits = limits
    }

    /// The exposure's own id, that of its order.
    public var id: UUID { order.id }

    /// Whether there is neither a picture nor a reason why there will be none.
    public var isActive: Bool {
        switch phase {
        case .requested, .exposing, .reading, .downloading: true
        case .done, .aborted, .failed: false
        }
    }

    /// Why there is no picture, or nil.
    public var reason: String? {
        switch phase {
        case .aborted(let reason), .failed(let reason): reason
        default: nil
        }
    }
}

extension Exposure.Phase {
    /// The word on the wire.
    public var name: String {
        switch self {
        case .requested: "requested"
        case .exposing: "exposing"
        case .reading: "reading"
        case .downloading: "downloading"
        case .done: "done"
        case .aborted: "aborted"
        case .failed: "failed"
        }
    }
}
