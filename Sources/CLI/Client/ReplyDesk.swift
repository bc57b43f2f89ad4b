import FoundationEssentials
import Kernel
import Messaging
import Synchronization

/// Hands replies to those who asked, by the message id of the request; every other reply is dropped.
final class ReplyDesk: Sendable {
    private let pending = PendingReplies()
    private let asked = Mutex<Set<String>>([])

    /// Sends a request and waits for its reply.
    ///
    /// - Parameters:
    ///   - id: The message id of the request.
    ///   - limit: How long to wait.
    ///   - what: What is waited for, for people to read.
    ///   - send: Sends it.
    /// - Returns: The payload of a success.
    /// - Throws: The failure that was answered, `timeout`, or what sending throws.
    func exchange(
        _ id: String, within limit: Duration, _ what: String, send: () async throws -> Void
    ) async throws -> JSONValue {
        let race = Race<JSONValue>()
        asked.withLock { _ = $0.insert(id) }
        pending.await(id, Responder { race.finish(with: Self.result(of: $0)) })
        defer {
            asked.withLock { _ = $0.remove(id) }
            pending.claim(id)?.dismiss()
        }
        try await send()
        return try await withDeadline(limit, what) { try await race.value() }
    }

    /// Takes a reply as it came over the wire.
    ///
    /// - Parameters:
    ///   - bytes: The reply.
    ///   - isOurs: Whether it came on a connection that nobody else writes to: then one without an id, the answer to a
    ///     line that could not be read, is for whoever waits.
    func take(_ bytes: Data, isOurs: Bool = false) {
        // Something else than a reply is nobody's reply.
        guard let received = try? ReceivedReply(bytes) else { return }
        if let id = received.correlationID {
            pending.claim(id)?.answer(received.reply)
        } else if isOurs, let failure = received.reply.failure {
            fail(failure)
        }
    }

    /// Tells everybody who waits that there will be no reply.
    func fail(_ error: ServiceError) {
        for id in asked.withLock({ $0 }) { pending.claim(id)?.answer(Reply(.failure(error), from: "client")) }
    }

    private static func result(of reply: Reply) -> Result<JSONValue, any Error> {
        switch reply.outcome {
        case .failure(let error): .failure(error)
        case .success(let response): .success(response as? JSONValue ?? .object([:]))
        }
    }
}
