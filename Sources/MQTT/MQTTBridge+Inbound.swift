import Access
import FoundationEssentials
import Kernel
import Logging
import Messaging

extension MQTTBridge {
    /// Turns a message into a frame and hands it to the bus, or answers why not.
    func take(_ message: InboundMessage) async {
        guard let topic = Topic(validating: message.topic) else { return }
        guard topic != bus.space.nodeReplies(setup.node) else { return takeReply(message) }
        guard let suffix = bus.space.suffix(of: topic) else { return await listen(to: message, topic, "") }
        guard !bus.space.isDerivedReply(topic) else { return }
        switch setup.role(suffix) {
        case .statement:
            await listen(to: message, topic, suffix)
        case .route:
            guard !message.isRetained else { return clear(message, topic, suffix) }
            await takeCommand(message, topic, suffix)
        case .unknown:
            guard message.isRetained else { return await takeCommand(message, topic, suffix) }
            // Left to the node that answers here, as everything on such topics is.
            if setup.answersUnknown { clear(message, topic, suffix) }
        }
    }

    /// Answers a message that found no room, from its MQTT properties alone.
    func refuseForWantOfRoom(_ message: InboundMessage) {
        guard let topic = Topic(validating: message.topic), let suffix = bus.space.suffix(of: topic) else { return }
        guard message.responseTopic != nil else { return bus.countLoss() }
        bus.countDrop(of: suffix)
        refuse(message, topic, ServiceError(.unavailable, "the node has too much to do; try again later"))
    }

    private func takeCommand(_ message: InboundMessage, _ topic: Topic, _ suffix: String) async {
        let parsed: EnvelopeParser.Message
        do {
            parsed = try setup.parser().parse(payload(of: message, suffix))
        } catch {
            return refuse(message, topic, error)
        }
        var header = parsed.header
        if header.credentials.isEmpty { header.credentials = bearer(of: message) }
        let address: ReplyAddress?
        do {
            address = try (message.responseTopic ?? header.replyTo).map { try ReplyAddress($0, in: bus.space) }
        } catch {
            return answer(
                Reply(.failure(ServiceError(wrapping: error)), from: "message", refusesReplyAddress: true), to: header,
                isEnveloped: parsed.isEnveloped, at: nil, message, topic)
        }
        let isEnveloped = parsed.isEnveloped
        let known = header
        await bus.deliver(
            Frame(
                topic: topic, suffix: suffix, header: header, body: .json(parsed.json, isEnveloped: isEnveloped),
                door: .mqtt, arrivedAt: message.receivedAt, receivedAt: time.date(),
                expiry: message.messageExpiry.map { .seconds(Int64($0)) }, correlationData: message.correlationData,
                replyAddress: address,
                responder: Responder { [self] reply in
                    answer(reply, to: known, isEnveloped: isEnveloped, at: address, message, topic)
                }))
    }

    // `bootstrap/request` also takes plain text: the name of the coordinator that asks.
    private func payload(of message: InboundMessage, _ suffix: String) -> Data {
        guard suffix == "bootstrap/request", message.payload.first != UInt8(ascii: "{"), !message.payload.isEmpty,
            let text = String(validating: message.payload, as: UTF8.self), text.utf8.count <= 256,
            let bytes = try? WireJSON.encode(["name": text])  // text can always be written
        else { return message.payload }
        return bytes
    }

    private func bearer(of message: InboundMessage) -> Credentials {
        let value = message.userProperties.first { $0.0.lowercased() == "authorization" }?.1
        guard let value, value.lowercased().hasPrefix("bearer ") else { return Credentials() }
        return Credentials(bearer: String(value.dropFirst("bearer ".count)))
    }

    private func listen(to message: InboundMessage, _ topic: Topic, _ suffix: String) async {
        guard !message.payload.isEmpty, let parsed = try? setup.parser().parse(message.payload) else { return }
        await bus.tell(
            Frame(
                topic: topic, suffix: suffix, header: parsed.header,
                body: .json(parsed.json, isEnveloped: parsed.isEnveloped), door: .mqtt, arrivedAt: message.receivedAt,
                receivedAt: time.date(), responder: .nobody))
    }

    // A retained slew must not fire at the next start: it is refused, and taken out of the broker's store.
    private func clear(_ message: InboundMessage, _ topic: Topic, _ suffix: String) {
        // An empty one is the clearing of an older one, not a question.
        guard !message.payload.isEmpty else { return }
        client.send(
            OutboundMessage(topic: topic.text, qos: .atLeastOnce, retain: true, deadline: .seconds(30)))
        bus.countDrop(of: suffix)
        logger.warning("refused and cleared a retained command", metadata: ["topic": "\(topic)"])
        refuse(message, topic, ServiceError(.invalidRequest, "commands must not be retained; it was cleared"))
    }

    // What cannot be read has no ids to echo: the MQTT properties are all there is to answer with.
    private func refuse(_ message: InboundMessage, _ topic: Topic, _ error: ServiceError) {
        // An address that is not allowed is as good as none: the derived topic serves.
        let address = message.responseTopic.flatMap { try? ReplyAddress($0, in: bus.space) }
        answer(
            Reply(.failure(error), from: "message", refusesReplyAddress: address == nil), to: Header(),
            isEnveloped: false, at: address, message, topic)
    }
}
