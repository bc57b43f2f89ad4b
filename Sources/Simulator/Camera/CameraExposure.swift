import Alpaca
import FoundationEssentials

/// An exposure: when it began and ends, and what light falls on the sensor.
struct CameraExposure: Sendable {
    let format: CameraFormat
    let light: LightPath
    let startedAt: Double
    let date: Date
    /// Seconds that were asked for.
    let planned: Double
    /// Seconds of the readout.
    let readout: Double
    /// Seconds after which it really ended.
    var duration: Double
    let temperature: Double

    /// When the sensor is dark again.
    var endsAt: Double { startedAt + duration }
    /// When the picture is there.
    var readyAt: Double { endsAt + readout }

    /// The state of the camera.
    func state(at now: Double) -> CameraState {
        if now < endsAt { return .exposing }
        return now < readyAt ? .reading : .idle
    }

    /// Percent of what is under way; 100 when the picture is there.
    func percent(at now: Double) -> Int {
        let part =
            switch state(at: now) {
            case .exposing: (now - startedAt) / planned
            case .reading: (now - endsAt) / readout
            default: 1.0
            }
        return Int(min(max(part, 0), 1) * 100)
    }
}
