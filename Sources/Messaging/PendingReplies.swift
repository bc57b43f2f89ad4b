import Kernel
import Synchronization

/// The requests that were passed on and whose replies are awaited, by correlation id.
public final class PendingReplies: Sendable {
    private let responders = Mutex<[String: Responder]>([:])

    /// Awaits nothing yet.
    public init() {}

    /// Notes a request; its correlation id must hold at least 122 random bits.
    public func await(_ correlationID: String, _ responder: Responder) {
        responders.withLock { $0[correlationID] = responder }
    }

    /// Takes the responder of a request, once; nil when nobody asked with this id.
    public func claim(_ correlationID: String) -> Responder? {
        responders.withLock { $0.removeValue(forKey: correlationID) }
    }

    /// How many are awaited.
    public var count: Int { responders.withLock { $0.count } }
}
