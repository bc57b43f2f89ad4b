import Synchronization

/// The bounded way out of the engine: counts what nobody took in time.
final class EventOutbox: Sendable {
    private let continuation: AsyncStream<DeviceEvent>.Continuation
    private let losses = Atomic<Int>(0)

    init(_ continuation: AsyncStream<DeviceEvent>.Continuation) {
        self.continuation = continuation
    }

    /// The number of events that fell out.
    var lost: Int { losses.load(ordering: .relaxed) }

    /// Hands an event to the consumer.
    func send(_ event: DeviceEvent) {
        guard case .dropped = continuation.yield(event) else { return }
        losses.add(1, ordering: .relaxed)
    }

    /// Ends the stream.
    func finish() { continuation.finish() }
}
