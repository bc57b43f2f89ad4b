public import Access
import FoundationEssentials
import Kernel
public import Messaging

extension MQTTBridge {
    /// Passes a request of this process on to the node that takes it, in the name of whoever asked.
    ///
    /// - Parameters:
    ///   - frame: The request; its responder gets the other node's reply, or why there is none.
    ///   - caller: Who asks; a user, the key by which one acts, or nobody is named to the other node, which checks as if
    ///     they had asked it themselves.
    public func passOn(_ frame: Frame, from caller: Caller) {
        let limit = frame.expiry ?? .seconds(30)
        let correlation = Digest.hex(Identifier.randomBytes(16))
        guard client.state.isConnected else {
            frame.responder.answer(
                Reply(
                    .failure(ServiceError(.unavailable, "the broker is away, and no host on this node takes this")),
                    from: "message"))
            return
        }
        let payload: Data
        do {
            let now = time.date()
            payload = try WireJSON.encode(
                WireRequest(
                    messageID: frame.header.messageID ?? Identifier.unique(), source: "node:\(setup.node)",
                    timestamp: frame.header.timestamp ?? now,
                    expiresAt: frame.header.expiresAt ?? now.addingTimeInterval(limit.seconds),
                    credentials: Credentials(token: setup.token()), onBehalfOf: caller.mandate,
                    payload: .object(try frame.payloadObject())))
        } catch {
            frame.responder.answer(Reply(.failure(ServiceError(wrapping: error)), from: "message"))
            return
        }
        pending.await(correlation, frame.responder)
        client.send(
            OutboundMessage(
                topic: frame.topic.text, payload: payload, qos: .atLeastOnce,
                messageExpiry: UInt32(clamping: max(1, limit.components.seconds)),
                responseTopic: bus.space.nodeReplies(setup.node).text, correlationData: Data(correlation.utf8),
                deadline: limit))
        // One alarm for each request on its way, ended by nothing but the clock: the first of reply and alarm counts.
        Task { [pending, time] in
            try await time.sleep(limit)
            pending.claim(correlation)?.answer(
                Reply(.failure(ServiceError(.timeout, "no node answered in time")), from: "message"))
        }
    }

    /// Takes the reply to a request that was passed on; whatever was not asked for is dropped.
    func takeReply(_ message: InboundMessage) {
        guard let data = message.correlationData, let id = String(validating: data, as: UTF8.self),
            let responder = pending.claim(id)
        else { return bus.countLateReply() }
        do {
            responder.answer(try ReceivedReply(message.payload).reply)
        } catch {
            responder.answer(Reply(.failure(error), from: "message"))
        }
    }
}
