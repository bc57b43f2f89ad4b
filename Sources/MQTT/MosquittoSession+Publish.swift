import CMosquitto
import FoundationEssentials
import Kernel

extension MosquittoSession {
    /// Hands a batch to the library, in order; what a lost connection leaves over stays in `pending`.
    func publish(_ entries: [OutboundQueue.Entry], _ handle: OpaquePointer) throws(MQTTError) {
        pending = entries[...]
        while let entry = pending.first {
            try publish(entry, handle)
            pending.removeFirst()
        }
    }

    private func publish(_ entry: OutboundQueue.Entry, _ handle: OpaquePointer) throws(MQTTError) {
        let message = entry.message
        let waited = max(client.time.now() - entry.since, .zero).components.seconds
        let expiry = message.messageExpiry.map { UInt32(clamping: max(Int64($0) - waited, 1)) }
        let properties = PropertyList(message, expiry: expiry)
        guard properties.failure == nil, MosquittoLibrary.isTopic(message.topic),
            let count = Int32(exactly: message.payload.count)
        else { return refuse(entry, .invalid("the topic or a property of the message is not valid")) }
        var number: Int32 = 0
        isPublishing = true
        let code = message.payload.withUnsafeBytes {
            mosquitto_publish_v5(
                handle, &number, message.topic, count, $0.baseAddress, message.qos.rawValue, message.retain,
                properties.pointer)
        }
        isPublishing = false
        switch code {
        case MOSQ_ERR_SUCCESS.rawValue: break
        case MOSQ_ERR_PAYLOAD_SIZE.rawValue, MOSQ_ERR_OVERSIZE_PACKET.rawValue: return refuse(entry, .tooLarge)
        case MOSQ_ERR_INVAL.rawValue, MOSQ_ERR_MALFORMED_UTF8.rawValue, MOSQ_ERR_DUPLICATE_PROPERTY.rawValue,
            MOSQ_ERR_PROTOCOL.rawValue:
            return refuse(entry, .invalid("the message is not valid"))
        case MOSQ_ERR_QOS_NOT_SUPPORTED.rawValue: return refuse(entry, .refused(reasonCode: 0x9b))
        case MOSQ_ERR_RETAIN_NOT_SUPPORTED.rawValue: return refuse(entry, .refused(reasonCode: 0x9a))
        default: try check(code)
        }
        report.sent &+= 1
        if message.qos > .atMostOnce {
            inFlight[number] = entry
        } else {
            if mosquitto_want_write(handle) { unwritten.insert(number) }
            if entry.ticket != nil { report.outcomes.append((entry.ticket, .success(()))) }
        }
    }

    private func refuse(_ entry: OutboundQueue.Entry, _ error: MQTTError) {
        report.outboundRefused &+= 1
        if entry.ticket != nil { report.outcomes.append((entry.ticket, .failure(error))) }
    }
}
