/// Somebody on the bus who takes frames.
public protocol FrameHandler: AnyObject, Sendable {
    /// The name in diagnostics.
    var name: String { get }
    /// Takes a frame; returns as soon as it is admitted or refused, never waits for the work to be done.
    func receive(_ frame: Frame) async
}
