import Alpaca
import Kernel

/// What a camera says about an exposure.
struct CameraObservation: Sendable, Equatable {
    var state: CameraState?
    var isReady: Bool?
    var percent: Int?
}

extension CameraObservation {
    /// The properties that are looked at.
    static let properties = ["CameraState", "ImageReady", "PercentCompleted"]

    /// Takes what an exposure needs out of a camera's state.
    init(_ state: AlpacaDeviceState) {
        self.state = state["CameraState"]?.whole.flatMap { CameraState(rawValue: Int($0)) }
        isReady = state["ImageReady"]?.boolean
        percent = state["PercentCompleted"]?.whole.map { Int($0) }
    }

    /// Whether the camera works on an exposure.
    var isBusy: Bool {
        switch state {
        case .waiting, .exposing, .reading: true
        default: false
        }
    }
}
