import Kernel
import Messaging

/// A way to the nodes over which commands are sent and answered.
protocol ClientConnection: Sendable {
    /// Where it leads, for people to read.
    var place: String { get }

    /// Whether the nodes read the same clock, so that the end of a wait can be told as a time.
    var sharesClock: Bool { get }

    /// Sends a command and waits for its reply.
    ///
    /// - Parameters:
    ///   - topic: The command's topic.
    ///   - request: The envelope; the reply is known by its message id.
    ///   - limit: How long to wait.
    /// - Returns: The payload of a success.
    /// - Throws: `ServiceError`: the failure that was answered, or why there is no answer.
    func ask(_ topic: Topic, _ request: WireRequest, within limit: Duration) async throws -> JSONValue

    /// Ends the connection.
    func close() async
}
