import Contracts

/// Where an engine tells what happens to logins: one listener, the last who asked, and at most 64 events that wait.
struct SecurityEventOutlet: Sendable {
    private var listener: AsyncStream<SecurityEvent>.Continuation?

    /// What is told from now on.
    mutating func events() -> AsyncStream<SecurityEvent> {
        let (stream, listener) = AsyncStream.makeStream(of: SecurityEvent.self, bufferingPolicy: .bufferingNewest(64))
        self.listener = listener
        return stream
    }

    /// Tells the listener what happened.
    func tell(_ event: SecurityEvent) { listener?.yield(event) }
}
