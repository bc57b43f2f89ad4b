/// A handler made of a closure, for those who only listen.
public final class Listener: FrameHandler {
    /// The name in diagnostics.
    public let name: String
    private let body: @Sendable (Frame) async -> Void

    /// Makes a listener.
    public init(_ name: String, _ body: @escaping @Sendable (Frame) async -> Void) {
        self.name = name
        self.body = body
    }

    /// Hands the frame to the closure.
    public func receive(_ frame: Frame) async { await body(frame) }
}
