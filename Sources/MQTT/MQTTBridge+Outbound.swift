import FoundationEssentials
import Kernel
import Logging
public import Messaging

extension MQTTBridge {
    /// Publishes what a coordinator says; status waits for a connection, the latest of a topic wins.
    public func publish(_ publication: Publication) {
        let payload: Data
        do {
            // MQTT 5, 3.3.1.3: an empty retained message removes the one before it.
            payload =
                publication.kind == .cleared
                ? Data() : try WireJSON.encode(WireStatement(publication, now: time.date()))
        } catch {
            return logger.error(
                "a publication cannot be written as JSON",
                metadata: ["topic": "\(publication.topic)", "error": "\(String(reflecting: error))"])
        }
        client.send(
            OutboundMessage(
                topic: publication.topic.text, payload: payload, qos: .atLeastOnce, retain: publication.isRetained,
                messageExpiry: publication.expiry.map { UInt32(clamping: $0.components.seconds) },
                deadline: publication.expiry ?? .seconds(60), coalesce: publication.coalesces))
    }

    /// Sends the reply of a message: to its private address, else to the derived topic, where secrets are left out.
    func answer(
        _ reply: Reply, to header: Header, isEnveloped: Bool, at address: ReplyAddress?, _ message: InboundMessage,
        _ topic: Topic
    ) {
        let address = reply.refusesReplyAddress ? nil : address
        guard let destination = address?.topic ?? bus.space.derivedReply(to: topic) else {
            return bus.countDeadLetter(topic)
        }
        let payload = WireReply.bytes(
            reply, to: header, isEnveloped: isEnveloped, withContent: address != nil || setup.sharedReplies(),
            now: time.date())
        let rest = message.messageExpiry.map { Duration.seconds(Int64($0)) - (time.now() - message.receivedAt) }
        client.send(
            OutboundMessage(
                topic: destination.text, payload: payload, qos: message.qos == .atMostOnce ? .atMostOnce : .atLeastOnce,
                correlationData: message.correlationData,
                deadline: max(rest ?? .seconds(30), .seconds(1))))
    }
}
