/// What a camera does; the raw value is the wire's.
public enum CameraState: Int, Sendable, CaseIterable {
    case idle = 0
    /// Ready to expose, and waiting for something.
    case waiting = 1
    case exposing = 2
    /// The sensor is read out.
    case reading = 3
    /// The picture is on its way to the computer of the camera.
    case download = 4
    case error = 5
}
